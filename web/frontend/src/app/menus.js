// Menus are <details class="lw-menu">: Escape closes them, so does a click elsewhere. Dialogs are opened by
// <button data-dialog="id">, closed by <button data-schliessen>. Printing: <button data-drucken>.
export function menus(document) {
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    for (const menu of document.querySelectorAll('details.lw-menu[open]')) {
      menu.open = false;
      menu.querySelector('summary')?.focus();
    }
  });
  document.addEventListener('click', (event) => {
    for (const menu of document.querySelectorAll('details.lw-menu[open]')) {
      if (!menu.contains(event.target)) menu.open = false;
    }
    const opener = event.target.closest?.('[data-dialog]');
    if (opener) openDialog(document, opener);
    event.target.closest?.('[data-schliessen]')?.closest('dialog')?.close();
    if (event.target.closest?.('[data-drucken]')) window.print();
  });
}

function openDialog(document, opener) {
  const dialog = document.getElementById(opener.dataset.dialog);
  if (!dialog?.showModal || dialog.open) return;
  dialog.addEventListener('close', () => opener.focus(), { once: true });
  dialog.showModal();
}

// The main navigation and what else is folded on a phone (lw-klapp) stand open in the markup, for browsers without
// scripts; on a phone they start closed. The navigation lies over the page while it is open.
export function navigation(document) {
  const small = window.matchMedia('(max-width: 40rem)');
  const nav = document.querySelector('details.lw-nav');
  const adapt = () => { for (const one of document.querySelectorAll('details:is(.lw-nav, .lw-klapp, [data-schmal])')) one.open = !small.matches; };
  adapt();
  small.addEventListener('change', adapt);
  if (!nav) return;
  document.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || !small.matches || !nav.open) return;
    nav.open = false;
    nav.querySelector('summary').focus();
  });
  document.addEventListener('click', (event) => {
    if (small.matches && !nav.contains(event.target)) nav.open = false;
  });
}
