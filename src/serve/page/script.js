// Comfort alone: without this the pages do the same by links and forms.
(() => {
  'use strict';
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const search = document.getElementById('q');
  const where = document.querySelector('.matches .where');
  const anchors = all('.body .anchor');
  const hits = all('.hit .headline a, .hit .title');
  const is_typing = (element) => element instanceof HTMLElement && element.matches('input, textarea, select');

  // Matches are stepped through without asking the server again.
  let at = (anchors.findIndex((anchor) => '#' + anchor.id === location.hash) + 1);
  const go = (number) => {
    if (number < 1 || number > anchors.length) return;
    at = number;
    all('mark.current').forEach((mark) => mark.classList.remove('current'));
    const anchor = document.getElementById('m' + number);
    let next = anchor.nextElementSibling;
    while (next && next.matches('.anchor')) next = next.nextElementSibling;
    const mark = next && (next.matches('mark') ? next : next.querySelector('mark'));
    if (mark) mark.classList.add('current');
    (mark || anchor).scrollIntoView({ block: 'center' });
    history.replaceState(null, '', '#m' + number);
    if (where) where.textContent = `Match ${number} of ${anchors.length}`;
  };
  document.addEventListener('click', (event) => {
    const step = event.target instanceof Element && event.target.closest('.matches .step');
    if (!step || event.ctrlKey || event.metaKey || event.shiftKey) return;
    const to = step.matches('.next') ? at + 1 : at - 1;
    if (to < 1 || to > anchors.length) return;
    event.preventDefault();
    go(to);
  });

  // Fields that were left empty need not stand in the address.
  const form = document.querySelector('form.search');
  if (form) form.addEventListener('formdata', (event) => {
    for (const [name, value] of Array.from(event.formData)) if (value === '') event.formData.delete(name);
  });

  // What the word that is being typed may become, and what a word that no article holds may have been meant to be.
  const suggestions = document.getElementById('suggestions');
  let waiting, last_asked;
  const suggest = async () => {
    const typed = search.value;
    if (typed === last_asked || !/\S{2}$/u.test(typed)) return;
    last_asked = typed;
    const answer = await fetch('/api/v1/suggest?limit=8&q=' + encodeURIComponent(typed)).catch(() => null);
    if (!answer || !answer.ok || search.value !== typed) return;
    const found = (await answer.json()).suggestions.map(({ text, articles }) => {
      const option = document.createElement('option');
      option.value = text;
      option.label = articles === 1 ? '1 article' : `${articles} articles`;
      return option;
    });
    suggestions.replaceChildren(...found);
  };
  if (search && suggestions) search.addEventListener('input', () => {
    clearTimeout(waiting);
    waiting = setTimeout(suggest, 120);
  });

  const focus_hit = (step) => {
    const now = hits.indexOf(document.activeElement);
    const next = hits[Math.max(0, Math.min(hits.length - 1, now + step))];
    if (next) next.focus();
  };
  document.addEventListener('keydown', (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (is_typing(event.target)) {
      if (event.key === 'Escape') event.target.blur();
      return;
    }
    const keys = {
      '/': () => search.select(), j: () => focus_hit(1), k: () => focus_hit(-1), n: () => go(at + 1), p: () => go(at - 1),
    };
    const act = keys[event.key];
    if (!act || !search) return;
    event.preventDefault();
    act();
  });
})();
