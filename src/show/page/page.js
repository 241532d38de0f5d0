// The page of a run: a step forwards and back through its moments. The data of the run is in the page,
// as src/show/page_data.c writes it. All text goes into the page as text, never as markup.
(() => {
'use strict';
const $ = id => document.getElementById(id);
const all = (selector, from = document) => [...from.querySelectorAll(selector)];
const data = JSON.parse($('data').textContent);
const moments = data.moments, count = moments.length;
if (!count) return;
moments.forEach((moment, i) => { if (!('t' in moment)) moment.t = moments[i - 1].t; }); // written where it changes

const root = document.documentElement, stage = $('stage'), ask = $('ask'), wide = $('wide');
const lines = all('.log li'), marks = all('.mark'), names = all('.name');
const kinds = ['unmade', 'ready', 'runs', 'sleeps', 'waits', 'ended', 'failed']; // as the data numbers them
const twins = {};     // the lines of Python, by the line of C that says the same
all('.py li[data-l]').forEach(li => twins[li.dataset.l] = li);
const rowsOf = line => [$('l' + line), twins[line]].filter(row => row);
const seen = rows => rows.find(row => row.offsetParent);
const textOf = n => lines[n - 1].querySelector('.x').textContent.trim();
const remarkOf = n => { const why = lines[n - 1].querySelector('.why'); return why ? why.textContent.slice(2) : ''; };

const sentenceOf = moment => moment.s === undefined ?
    data.names[moment.k] + ' prints: ' + textOf(moment.n) : data.words[moment.s];

let now = 0;          // the index of the moment
let timer = 0;        // of Play
let guessing = false; // Predict is on
let asked = -1;       // the last moment that was asked for
let right = 0, tries = 0;
let staged = true;    // the stage has been scrolled to the top

function element(tag, text, className) {
    const made = document.createElement(tag);
    made.textContent = text;
    if (className) made.className = className;
    return made;
}

// ---- What is shown of a moment ----

function light(n, className, on = true) {
    const mark = marks.find(g => +g.dataset.first <= n && n <= +g.dataset.last);
    if (lines[n - 1]) lines[n - 1].classList.toggle(className, on);
    if (mark) mark.classList.toggle(className, on);
}

function unlight() {
    for (const className of ['at', 'cause', 'stand'])
        all('.' + className).forEach(e => e.classList.remove(className));
    all('.here').forEach(e => e.remove());
}

// Mark a line of the source, and name the task that stands there.
function stand(line, className, name) {
    for (const row of rowsOf(line)) {
        row.classList.add(className);
        if (!name) continue;
        let here = row.querySelector('.here');
        if (here) here.textContent += ', ' + name;
        else row.prepend(here = element('span', name, 'here'));
    }
}

// A printed line, its mark, its place, and the line of the task that let its task go on.
function lightLine(n) {
    light(n, 'at');
    if (data.cause[n]) light(data.cause[n], 'cause');
}

// The states at a moment: each moment has what changes.
function statesAt(moment) {
    const tasks = data.names.map(() => ['unmade', data.words[0], 0]), things = data.things.map(() => '–');
    for (let i = 0; i <= moment; i++) {
        const { c, g } = moments[i];
        for (const id in c) tasks[id] = [kinds[c[id][0]], data.words[c[id][1]], c[id][2]];
        for (const id in g) things[id] = data.words[g[id]];
    }
    return { tasks, things };
}

function row(className, name, cells) {
    const made = document.createElement('tr');
    made.className = className;
    const head = element('th', name);
    head.scope = 'row';
    made.append(head, ...cells);
    return made;
}

function showState(state) {
    $('tasks').replaceChildren(...data.names.map((name, i) => {
        const [kind, text, line] = state.tasks[i];
        return row(kind, name, [element('td', text),
            element('td', line && kind != 'ended' && kind != 'failed' ? 'line ' + line : '', 'ln')]);
    }));
    $('things').replaceChildren(...data.things.map((name, i) => {
        const cell = element('td', state.things[i]);
        cell.colSpan = 2;
        return row('', name, [cell]);
    }));
}

function showPlaces(moment, state) {
    state.tasks.forEach(([kind, , line], i) => {
        if (line && ['ready', 'runs', 'sleeps', 'waits'].includes(kind) && i != moment.k)
            stand(line, 'stand', data.names[i]);
    });
    if (moment.l) stand(moment.l, 'at', data.names[moment.k]);
    const line = seen(moment.l ? rowsOf(moment.l) : all('.src .stand'));
    const pane = line && line.closest('.code');
    if (!pane || pane.scrollHeight <= pane.clientHeight + 4) return;
    if (line.offsetTop < pane.scrollTop + 40 || line.offsetTop > pane.scrollTop + pane.clientHeight - 60)
        pane.scrollTop = line.offsetTop - pane.clientHeight / 2;
}

// The cursor, and the veil over what is not yet.
function showCursor() {
    const x = data.x[now], from = x + data.f[now], last = now == count - 1;
    $('now').firstElementChild.setAttribute('x1', x);
    $('now').firstElementChild.setAttribute('x2', x);
    $('now').lastElementChild.setAttribute('d', 'M' + (x - 6) + ' 2h12l-6 9z');
    $('future').setAttribute('x', from);
    $('future').setAttribute('width', last ? 0 : Math.max(0, data.w - from));
    if (wide.scrollWidth > wide.clientWidth) {
        const left = document.querySelector('.names').clientWidth;
        wide.scrollLeft = x / data.w * wide.scrollWidth - left - (wide.clientWidth - left) / 2;
    }
}

function showPrinted() {
    let printed = 0;
    for (let i = 0; i <= now; i++) printed = moments[i].n || printed;
    lines.forEach((li, i) => li.classList.toggle('later', i >= printed));
    marks.forEach(g => g.classList.toggle('later', +g.dataset.first > printed));
}

function show(index) {
    now = Math.max(0, Math.min(count - 1, index));
    const moment = moments[now], state = statesAt(now);
    unlight();
    $('say').textContent = sentenceOf(moment);
    $('at').textContent = data.times[moment.t] + ' s · ' + (now + 1) + ' of ' + count;
    showPrinted();
    if (moment.n) lightLine(moment.n);
    showState(state);
    showPlaces(moment, state);
    names.forEach((e, i) => e.classList.toggle('on', data.lanes[moment.k] === i));
    showCursor();
    // In a pane of its own the transcript follows; the page itself does not jump.
    const last = lines.filter(li => !li.classList.contains('later')).pop(), pane = last && last.closest('.output');
    if (pane && pane.scrollHeight > pane.clientHeight + 4)
        pane.scrollTop = last.offsetTop + last.offsetHeight - pane.clientHeight + 8;
    try { history.replaceState(null, '', '#' + (now + 1)); } catch (e) { /* not from file:// in some browsers */ }
}

// ---- Going through the run ----

function nextLine(step) {
    for (let i = now + step; i >= 0 && i < count; i += step)
        if (moments[i].n) return i;
    return step > 0 ? count - 1 : 0;
}

function nextTime(step) {
    let i = now;
    const time = moments[i].t;
    while (i + step >= 0 && i + step < count && moments[i].t == time) i += step;
    while (step < 0 && i > 0 && moments[i - 1].t == moments[i].t) i--;
    return i;
}

// The step begins that prints at this moment, or a step before it: what leads up to the line would
// give it away.
function stepOf(moment) {
    let begin = moment;
    while (begin - 1 > now && moments[begin - 1].k == moments[moment].k) begin--;
    return begin;
}

function go(index) {
    if (!staged) {
        staged = true;
        if (stage.getBoundingClientRect().top > innerHeight / 4) stage.scrollIntoView();
    }
    if (guessing && index > now) {
        let printing = now + 1;
        while (printing < count && !(moments[printing].n && asked < printing)) printing++;
        if (printing < count && index >= stepOf(printing)) {
            show(stepOf(printing) - 1);
            return question(printing);
        }
    }
    ask.hidden = true;
    show(index);
}

function stop() {
    clearInterval(timer);
    timer = 0;
    $('play').setAttribute('aria-pressed', false);
}

function play() {
    if (timer) return stop();
    if (now == count - 1) show(0);
    $('play').setAttribute('aria-pressed', true);
    timer = setInterval(() => now < count - 1 ? go(now + 1) : stop(), 1100);
}

// ---- Predict ----

// The right line, and the next lines of up to three other tasks.
function choices(printing) {
    const chosen = [moments[printing].n], texts = new Set([textOf(chosen[0])]), tasks = new Set([moments[printing].k]);
    for (const sameTask of [false, true])
        for (let i = printing + 1; i < count && chosen.length < 4; i++) {
            const other = moments[i];
            if (!other.n || texts.has(textOf(other.n)) || (!sameTask && tasks.has(other.k))) continue;
            chosen.push(other.n);
            texts.add(textOf(other.n));
            tasks.add(other.k);
        }
    const place = n => (n * 7919 + printing * 31) % 101;
    return chosen.sort((a, b) => place(a) - place(b));
}

function answer(printing, n, chosen) {
    const expected = moments[printing].n, buttons = all('button', ask), remark = remarkOf(expected);
    tries++;
    right += n == expected;
    asked = printing;
    buttons.forEach((button, i) => {
        button.disabled = true;
        if (chosen[i] == expected) button.className = 'right';
        else if (chosen[i] == n) button.className = 'wrong';
    });
    const told = element('p', (n == expected ? 'Yes. ' : 'No. ') +
        (remark ? (data.names[moments[printing].k] || 'A callback') + ': ' + remark + '. ' : '') + right + ' of ' + tries + ' right.');
    told.tabIndex = -1;
    told.className = 'told';
    ask.append(told);
    show(printing);
    told.focus({ preventScroll: true });
}

function question(printing) {
    stop();
    const chosen = choices(printing);
    if (chosen.length < 2) {
        asked = printing;
        return show(printing);
    }
    ask.replaceChildren(element('p', 'What prints next?'), ...chosen.map((n, i) => {
        const button = element('button', (i + 1) + '  ' + textOf(n));
        button.onclick = () => answer(printing, n, chosen);
        return button;
    }));
    ask.hidden = false;
    if (ask.getBoundingClientRect().bottom > innerHeight) stage.scrollIntoView();
    ask.querySelector('button').focus({ preventScroll: true });
}

function predict() {
    guessing = !guessing;
    asked = now;
    root.classList.toggle('guess', guessing);
    $('guess').setAttribute('aria-pressed', guessing);
    ask.hidden = true;
    if (guessing && now == count - 1) {
        asked = 0;
        now = 0;
    }
    show(now);
}

// ---- Buttons, keys, links ----

function otherCode() {
    const python = root.classList.toggle('python');
    $('code').setAttribute('aria-pressed', python);
    show(now);
}

const actions = {
    first: () => go(0), back: () => go(now - 1), next: () => go(now + 1),
    last: () => { ask.hidden = true; asked = count; show(count - 1); },
    before: () => go(nextLine(-1)), after: () => go(nextLine(1)), play, guess: predict,
    code: () => $('code') && otherCode(),
};
const keys = {
    ArrowRight: 'next', n: 'next', ArrowLeft: 'back', b: 'back', j: 'after', k: 'before',
    Home: 'first', End: 'last', p: 'guess', c: 'code',
};

function act(name) {
    if (name != 'play' && name != 'code') stop();
    actions[name]();
}

$('bar').addEventListener('click', event => {
    const button = event.target.closest('button');
    if (button) act(button.id);
});
if ($('code')) {
    $('code').hidden = false;
    $('code').addEventListener('click', () => act('code'));
}

addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const answers = ask.hidden ? [] : all('button:enabled', ask);
    if (/^[1-4]$/.test(event.key) && answers[event.key - 1]) answers[event.key - 1].click();
    else if (event.key == ' ' && !event.target.closest('button,a')) play();
    else if (event.shiftKey && /^Arrow(Left|Right)$/.test(event.key)) {
        stop();
        go(nextTime(event.key == 'ArrowRight' ? 1 : -1));
    } else if (keys[event.key] && !event.shiftKey) act(keys[event.key]);
    else return;
    event.preventDefault();
});

function toLine(n) {
    stop();
    ask.hidden = true;
    asked = moments.findIndex(moment => moment.n == n);
    if (asked >= 0) show(asked);
}

// What the pointer or the focus rests on is lit, with its place.
function point(at, n) {
    const on = () => { unlight(); lightLine(n); stand(data.place[n], 'at'); }, off = () => show(now);
    at.addEventListener('mouseenter', on);
    at.addEventListener('mouseleave', off);
    at.addEventListener('focusin', () => { if (at.querySelector(':focus-visible')) on(); });
    at.addEventListener('focusout', off);
    at.addEventListener('click', () => toLine(n));
}
lines.forEach((li, i) => point(li, i + 1));
marks.forEach(g => point(g, +g.dataset.first));

all('a.n').forEach(a => {
    const marked = all('.src .m').filter(m => m.textContent == a.textContent).map(m => m.parentNode);
    const on = () => marked.forEach(row => row.classList.add('at')), off = () => show(now);
    a.addEventListener('mouseenter', on);
    a.addEventListener('focus', on);
    a.addEventListener('mouseleave', off);
    a.addEventListener('blur', off);
    // The address stays that of the moment.
    a.addEventListener('click', event => {
        event.preventDefault();
        (seen(marked) || marked[0]).scrollIntoView({ block: 'center' });
    });
});

function toMoment() {
    const wanted = parseInt(location.hash.slice(1), 10);
    if (wanted > 0 && wanted != now + 1) { ask.hidden = true; show(wanted - 1); }
}
addEventListener('hashchange', toMoment);

root.classList.add('js');
for (const id of ['desk', 'state']) $(id).hidden = false;
const wanted = parseInt(location.hash.slice(1), 10);
if (location.search == '?predict') {
    show(0);
    predict();
    asked = 0;
    go(nextLine(1));
    staged = false;
} else if (wanted > 0 && wanted < count) {
    staged = false; // a link to a moment leads to its lanes
    go(wanted - 1);
} else {
    show(count - 1);
    staged = false;
}
})();
