"""Forms of the doors, in our words; what they check is the sign-in library's."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.mfa.base.forms import AuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as ReauthenticateByCode
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from tutela_node.people.models import Officer

LONG = _("Twelve characters at least. Four or five words that nobody would put together are strong and easy to keep.")


def _say(form: forms.Form, **words: Any) -> None:
    """Labels and help of fields; our templates say what a placeholder would."""
    for name, (label, help_text) in words.items():
        form.fields[name].label = label
        form.fields[name].help_text = help_text
    for field in form.fields.values():
        field.widget.attrs.pop("placeholder", None)


def _code(form: forms.Form, name: str = "code") -> None:
    form.fields[name].widget.attrs |= {
        "class": "t-code", "inputmode": "numeric", "autocomplete": "one-time-code", "autofocus": True,
    }  # fmt: skip


class SignIn(LoginForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, login=(_("E-mail address"), ""), password=(_("Password"), ""))
        self.fields["login"].widget.attrs |= {"autofocus": True, "autocomplete": "username webauthn"}


class ChangePassword(ChangePasswordForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self,
            oldpassword=(_("Your password now"), ""),
            password1=(_("New password"), LONG),
            password2=(_("New password once more"), ""),
        )


class Again(ReauthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, password=(_("Your password"), ""))
        self.fields["password"].widget.attrs["autofocus"] = True


class AgainByCode(ReauthenticateByCode):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=(_("Code from your authenticator app"), _("Or one of your recovery codes.")))
        _code(self)


class Code(AuthenticateForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=(_("Code from your authenticator app"), _("Or one of your recovery codes.")))
        _code(self)


class ActivateApp(ActivateTOTPForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, code=(_("Code that the app shows now"), ""))
        _code(self)


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(
            self,
            name=(_("Name of the passkey"), _("To tell it from others, as in “blue key” or “work telephone”.")),
            passwordless=(
                _("Sign in with this passkey alone, without the password"),
                _("It then asks for its own PIN, finger or face each time."),
            ),
        )


class RenamePasskey(EditWebAuthnForm):  # type: ignore[misc]
    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        _say(self, name=(_("Name of the passkey"), ""))


class Welcome(forms.Form):
    """A first password, typed twice."""

    password = forms.CharField(
        label=_("Choose a password"), help_text=LONG, strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "autofocus": True}),
    )  # fmt: skip
    again = forms.CharField(
        label=_("The same password once more"), strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
    )  # fmt: skip

    def __init__(self, officer: Officer, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.officer = officer

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.officer)
        return password

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if "password" in given and "again" in given and given["password"] != given["again"]:
            self.add_error("again", _("The two are not the same. Type the password once more."))
        return given
