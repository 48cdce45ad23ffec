// Light or dark before the first paint, where the person follows the system. Runs in the head, not deferred.
(() => {
  const root = document.documentElement
  if (root.dataset.look !== 'system') return
  const dark = window.matchMedia('(prefers-color-scheme: dark)')
  const put = () => { root.dataset.bsTheme = dark.matches ? 'dark' : 'light' }
  dark.addEventListener('change', put)
  put()
})()
