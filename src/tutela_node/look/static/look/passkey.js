// What the browser says about a passkey that failed is for programmers; say it on the page instead.
document.addEventListener('allauth.error', (e) => {
  const said = document.getElementById('passkey_failed')
  if (!said) return
  e.preventDefault()
  document.querySelector('main .t-card')?.prepend(said)
  said.hidden = false
})
