// The search of the front page: a card stays if it has all words, in its text or its commentary.
(() => {
'use strict';
const search = document.getElementById('search'), found = document.getElementById('found');
const cards = [...document.querySelectorAll('.cards li')].map(card =>
    ({ card, words: (card.textContent + ' ' + card.dataset.words).toLowerCase() }));

function look() {
    const wanted = search.value.toLowerCase().split(/\s+/).filter(word => word);
    let count = 0;
    for (const { card, words } of cards) {
        card.hidden = !wanted.every(word => words.includes(word));
        count += !card.hidden;
    }
    for (const section of document.querySelectorAll('section'))
        section.hidden = !section.querySelector('li:not([hidden])');
    found.textContent = wanted.length ? count + (count == 1 ? ' demo' : ' demos') : '';
}

document.getElementById('searching').hidden = false;
search.addEventListener('input', look);
addEventListener('keydown', event => {
    if (event.key == '/' && document.activeElement != search) {
        search.focus();
        event.preventDefault();
    }
});
look();
})();
