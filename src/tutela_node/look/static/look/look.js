// Comforts over pages that work without any of this: keys, menus that close, the first error in view.
(() => {
  const root = document.documentElement
  const typing = (el) => el && (el.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(el.tagName))
  const menus = () => document.querySelectorAll('details.t-menu[open]')

  document.addEventListener('click', (e) => {
    for (const menu of menus()) if (!menu.contains(e.target)) menu.open = false
    const shut = e.target.closest('[data-close]')
    if (shut) shut.closest('.t-said').remove()
    const select = e.target.closest('[data-select]')
    if (select) select.select()
    if (e.target.closest('[data-print]')) window.print()
    const copy = e.target.closest('[data-copy]')
    if (copy) navigator.clipboard.writeText(document.getElementById(copy.dataset.copy).value).then(() => { copy.textContent = copy.dataset.done })
  })

  document.addEventListener('toggle', (e) => {
    if (!e.target.matches?.('details.t-menu') || !e.target.open) return
    for (const menu of menus()) if (menu !== e.target) menu.open = false
  }, true)

  let waiting = ''
  const go = (key) => key === 'm' ? root.dataset.goMe : /^[a-z]$/.test(key) && root.dataset[`go${key.toUpperCase()}`]
  document.addEventListener('keydown', (e) => {
    if (e.key === 'Escape') {
      for (const menu of menus()) { menu.open = false; menu.querySelector('summary').focus() }
      if (typing(document.activeElement) && document.activeElement.type === 'search') document.activeElement.blur()
      return
    }
    if (root.dataset.keys === 'off' || e.ctrlKey || e.metaKey || e.altKey || typing(e.target)) return
    if (waiting === 'g') {
      waiting = ''
      const to = go(e.key)
      if (to) { e.preventDefault(); window.location.assign(to) }
      return
    }
    if (e.key === 'g') { waiting = 'g'; setTimeout(() => { waiting = '' }, 1200); return }
    if (e.key === '/') {
      const search = document.getElementById('search')
      if (search) { e.preventDefault(); search.focus(); search.select() }
    } else if (e.key === '?') {
      if (root.dataset.goKeys) window.location.assign(root.dataset.goKeys)
    } else if (e.key === 'j' || e.key === 'k') {
      const rows = [...document.querySelectorAll('main tbody a[data-row], main tbody th a')]
      if (!rows.length) return
      e.preventDefault()
      const at = rows.indexOf(document.activeElement)
      rows[Math.max(0, Math.min(rows.length - 1, at + (e.key === 'j' ? 1 : -1)))].focus()
    } else {
      const wanted = document.querySelector(`[data-key="${CSS.escape(e.key)}"]`)
      if (wanted) { e.preventDefault(); wanted.click() }
    }
  })

  // A form sent twice is two acts: the second press is stopped, until the browser shows the page again.
  document.addEventListener('submit', (e) => {
    if (e.defaultPrevented || e.target.method !== 'post') return
    if (e.target.dataset.sent) { e.preventDefault(); return }
    e.target.dataset.sent = 'yes'
  })
  window.addEventListener('pageshow', () => {
    for (const form of document.querySelectorAll('form[data-sent]')) delete form.dataset.sent
  })

  // Copying needs a page that the browser trusts (https, or this machine): elsewhere one selects and copies by hand.
  if (navigator.clipboard) for (const button of document.querySelectorAll('[data-copy]')) button.hidden = false

  document.querySelector('[data-first]')?.focus()
})()
