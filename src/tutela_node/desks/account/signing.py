"""Addresses of the doors. Of the sign-in library's, only those that make sense here: no sign-up, no mail."""

from allauth.account import views as account
from allauth.mfa.base import views as mfa
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as app
from allauth.mfa.webauthn import views as passkey
from django.urls import path
from django.views.generic import RedirectView

from tutela_node.desks.account import doors

urlpatterns = [
    path("in/", doors.SignInView.as_view(), name="account_login"),
    path("out/", account.logout, name="account_logout"),
    path("stopped/", account.account_inactive, name="account_inactive"),
    path("again/", account.reauthenticate, name="account_reauthenticate"),
    path("password/", account.password_change, name="account_change_password"),
    path("lost/", doors.lost, name="account_reset_password"),
    path("first/", doors.second_factor_first, name="second_factor_first"),
    path("demonstration/", doors.enter_demonstration, name="enter_demonstration"),
    path("second/", mfa.authenticate, name="mfa_authenticate"),
    path("second/again/", mfa.reauthenticate, name="mfa_reauthenticate"),
    path("second/all/", RedirectView.as_view(pattern_name="me_security"), name="mfa_index"),
    path("second/app/", app.activate_totp, name="mfa_activate_totp"),
    path("second/app/remove/", app.deactivate_totp, name="mfa_deactivate_totp"),
    path("second/codes/", codes.view_recovery_codes, name="mfa_view_recovery_codes"),
    path("second/codes/new/", codes.generate_recovery_codes, name="mfa_generate_recovery_codes"),
    path("second/codes/file/", codes.download_recovery_codes, name="mfa_download_recovery_codes"),
    path("second/passkeys/", passkey.list_webauthn, name="mfa_list_webauthn"),
    path("second/passkeys/add/", passkey.add_webauthn, name="mfa_add_webauthn"),
    path("second/passkeys/again/", passkey.reauthenticate_webauthn, name="mfa_reauthenticate_webauthn"),
    path("second/passkeys/<int:pk>/remove/", doors.RemovePasskeyView.as_view(), name="mfa_remove_webauthn"),
    path("second/passkeys/<int:pk>/name/", passkey.edit_webauthn, name="mfa_edit_webauthn"),
    path("second/passkeys/in/", passkey.login_webauthn, name="mfa_login_webauthn"),
]
