// Pages in a headless browser. Usage: page_browser.js BROWSER FOLDER ROOT CASE, with the pages of some
// demos in the folder. The exit code tells whether the case passes.
'use strict';
const puppeteer = require('puppeteer-core');
const fs = require('fs');
const path = require('path');
const [, , browserPath, folder, root, name] = process.argv;

let browser;
const troubles = [];

function check(condition, ...words) {
    if (!condition) troubles.push(words.join(' '));
}

function equal(got, expected, words) {
    check(got === expected, words + ': got', JSON.stringify(got), 'and not', JSON.stringify(expected));
}

// A page must be silent: no error, no request.
async function open(demo, { hash = '', width = 1280, height = 900, dark = false, script = true } = {}) {
    const page = await browser.newPage();
    const file = 'file://' + path.join(folder, demo + '.html') + hash;
    page.on('console', message => check(false, demo, message.type(), message.text()));
    page.on('pageerror', error => check(false, demo, error.message));
    page.on('request', request => check(request.isNavigationRequest() || request.url() == 'data:,', demo, 'requests',
        request.url()));
    await page.setViewport({ width, height, isMobile: width < 600, hasTouch: width < 600 });
    await page.emulateMediaFeatures([{ name: 'prefers-color-scheme', value: dark ? 'dark' : 'light' }]);
    await page.setJavaScriptEnabled(script);
    await page.goto(file);
    return page;
}

const said = page => page.$eval('#say', e => e.textContent);
const place = page => page.$eval('#at', e => +/(\d+) of/.exec(e.textContent)[1]);
const total = page => page.$eval('#at', e => +/of (\d+)/.exec(e.textContent)[1]);
const stamp = page => page.$eval('#at', e => e.textContent.split(' ')[0]);
const printed = page => page.$$eval('.log li:not(.later)', rows => rows.length);

async function press(page, ...keys) {
    for (const key of keys) {
        if (key.startsWith('Shift+')) {
            await page.keyboard.down('Shift');
            await page.keyboard.press(key.slice(6));
            await page.keyboard.up('Shift');
        } else await page.keyboard.press(key);
    }
}

async function steps() {
    const page = await open('lock'), count = await total(page);
    equal(await place(page), count, 'a page begins at the end');
    await press(page, 'Home');
    equal(await place(page), 1, 'Home');
    equal(await said(page), 'The program begins: the loop makes main.', 'first moment');
    equal(await printed(page), 0, 'lines at the begin');
    await press(page, 'ArrowRight', 'n');
    equal(await place(page), 3, 'two moments on');
    await press(page, 'ArrowLeft');
    equal(await said(page), 'main makes Worker-1 and Worker-2. They have not begun yet.', 'second moment');
    await press(page, 'j');
    equal(await printed(page), 1, 'next line');
    equal(await said(page), 'Worker-1 prints: 🔒 Worker-1: Counter = 1', 'first line');
    equal(await page.$eval('.src .at', e => e.id), 'l22', 'the place of the line');
    equal(await page.$eval('#things td', e => e.textContent), 'held by Worker-1; Worker-2 waits', 'the lock');
    await press(page, 'j', 'k');
    equal(await printed(page), 1, 'the line before');
    await press(page, 'Shift+ArrowRight');
    equal(await stamp(page), '0.020', 'next point in time');
    await press(page, 'Shift+ArrowLeft');
    equal(await stamp(page), '0.010', 'the point in time before');
    await press(page, 'End');
    equal(await place(page), count, 'End');
    await page.click('#back');
    equal(await place(page), count - 1, 'the button Back');
    // A disc of the picture and a line of the log lead to their moment.
    await (await page.$$('.log button'))[2].focus();
    await press(page, 'Enter');
    equal(await printed(page), 3, 'the third line of the log');
    await page.$$eval('.mark', marks => marks.find(e => e.dataset.first == 2).dispatchEvent(new Event('click')));
    equal(await printed(page), 2, 'the second disc');
}

async function plays() {
    const page = await open('lock');
    await press(page, 'Home');
    await page.evaluate(() => document.activeElement.blur());
    await press(page, 'Space');
    equal(await page.$eval('#play', e => e.getAttribute('aria-pressed')), 'true', 'Play is on');
    await page.waitForFunction(() => document.querySelector('#at').textContent.includes('· 2 of'), { timeout: 5000 });
    await press(page, 'Space');
    equal(await page.$eval('#play', e => e.getAttribute('aria-pressed')), 'false', 'Play is off');
}

async function predicts() {
    const page = await open('queue', { hash: '?predict' });
    const lines = await page.$$eval('.log .x', all => all.map(e => e.textContent.trim()));
    equal(await page.$eval('#ask p', e => e.textContent), 'What prints next?', 'the question');
    equal(await printed(page), 0, 'the answer is hidden');
    let score = 0;
    for (let n = 0; n < 4; n++) {
        const choices = await page.$$eval('#ask button', all => all.map(e => e.textContent.slice(3)));
        const right = choices.indexOf(lines[n]);
        check(right >= 0, 'line', n + 1, 'is no choice of', choices.join('|'));
        const wrong = n == 2;
        await press(page, String((wrong ? (right + 1) % choices.length : right) + 1));
        score += !wrong;
        const told = await page.$eval('#ask .told', e => e.textContent);
        check(told.startsWith(wrong ? 'No. ' : 'Yes. ') && told.endsWith(score + ' of ' + (n + 1) + ' right.'), told);
        equal(await printed(page), n + 1, 'the answer is shown');
        await press(page, 'j');
    }
    await press(page, 'p');
    equal(await page.$eval('#ask', e => e.hidden), true, 'Predict is off');
}

async function links() {
    const page = await open('condition', { hash: '#17' });
    equal(await place(page), 17, 'a link to a moment');
    const top = await page.$eval('#stage', e => e.getBoundingClientRect().top);
    check(Math.abs(top) < 2, 'a link to a moment shows the lanes, but their top is at', top);
    await page.evaluate(() => { location.hash = '#5'; });
    await page.waitForFunction(() => document.querySelector('#at').textContent.includes('· 5 of'), { timeout: 5000 });
    await press(page, 'n');
    equal(await page.evaluate(() => location.hash), '#6', 'the address is that of the moment');
    await (await page.$('a.n')).focus();
    equal(await page.$eval('.src .at .m', e => e.textContent), await page.$eval('a.n', e => e.textContent), 'a mark');
    await press(page, 'End');
    check((await said(page)).startsWith('DEADLOCK at 0.600 s'), 'the deadlock is the last moment');
    check(await page.$('.graph svg'), 'the page has the graph of a deadlock');
    const strange = await open('lock', { hash: '#9999' });
    equal(await place(strange), await total(strange), 'a link beyond the end');
}

async function readsWithoutScript() {
    for (const demo of ['lock', 'condition']) {
        const page = await open(demo, { script: false });
        const golden = fs.readFileSync(path.join(root, 'golden', demo == 'lock' ? 'production' : 'advanced', demo + '.txt'),
            'utf8');
        const page_text = await page.$$eval('.log li', all => all.map(e => {
            const visible = getComputedStyle(e).visibility == 'visible';
            return (visible ? '[' + e.querySelector('.t').textContent.padStart(7) + '] ' : 'hidden ') +
                e.querySelector('.x').textContent + '\n';
        }).join(''));
        equal(page_text, golden, 'the transcript');
        equal(await page.$eval('#desk', e => getComputedStyle(e).display), 'none', 'the bar');
        check(await page.$eval('.lines', e => e.getBoundingClientRect().height > 50), 'the lanes');
        check(await page.$eval('.src', e => e.scrollHeight <= e.clientHeight + 1), 'the source is whole');
    }
}

const shown = (page, selector) => page.$$eval(selector, all => all.filter(e => e.offsetParent).map(e => e.textContent).join('\n'));

// C or Python where one has room, and both where both have.
async function python() {
    const page = await open('lock', { hash: '#15' }), pressed = () => page.$eval('#code', e => e.getAttribute('aria-pressed'));
    equal(await shown(page, '.code h2'), 'demos/production/lock.c', 'C at first');
    await press(page, 'c');
    equal(await shown(page, '.code h2'), 'demos/production/lock.py', 'Python');
    equal(await shown(page, '.src .at code'), '            log_time(f"🔒 Worker-{worker_id}: Counter = {shared_counter}")'.trim(), 'its place');
    equal(await shown(page, '.src .at .here'), 'Worker-2', 'the task at it');
    equal(await pressed(), 'true', 'the button');
    await (await page.$('#code')).click();
    equal(await shown(page, '.code h2'), 'demos/production/lock.c', 'C again');
    equal(await pressed(), 'false', 'the button');
    const wide = await open('lock', { hash: '#15', width: 1600 });
    equal(await shown(wide, '.code h2'), 'demos/production/lock.c\ndemos/production/lock.py', 'both');
    const tops = await wide.$$eval('.src .at', all => all.map(e => e.getBoundingClientRect().top));
    check(tops.length == 2 && tops[0] == tops[1], 'the lines stand side by side:', tops);
    const plain = await open('lock', { script: false });
    equal(await shown(plain, '.code h2'), 'demos/production/lock.c\ndemos/production/lock.py', 'both without script');
    for (const demo of ['lock', 'condition']) {
        const folder = demo == 'lock' ? 'production' : 'advanced', other = await open(demo, { width: 1600 });
        const text = await other.$$eval('.py li', all => all.map(e => (e.querySelector('code') || e).textContent.replace(/\s/g, '')).join('\n'));
        const file = fs.readFileSync(path.join(root, 'demos', folder, demo + '.py'), 'utf8');
        equal(text, file.replace(/ *# \[\d+\]$/gm, '').replace(/[^\S\n]/g, '').trimEnd(), 'all of ' + demo + '.py');
    }
}

// What a screen reader says: names and states, the sentence of each moment, and each thing once.
async function speaks() {
    const page = await open('lock', { hash: '#15' });
    const nodes = async () => {
        const client = await page.createCDPSession(), tree = (await client.send('Accessibility.getFullAXTree')).nodes;
        await client.detach();
        return tree.filter(node => !node.ignored).map(node => ({ role: node.role.value, name: node.name ? node.name.value : '',
            live: (node.properties || []).some(p => p.name == 'live' && p.value.value == 'polite') }));
    };
    const names = async role => (await nodes()).filter(node => node.role == role).map(node => node.name);
    equal((await names('region')).join(), 'Commentary,Lanes of the tasks,Source,State,Output', 'regions');
    equal((await names('link')).join(), 'mark 1,mark 2,mark 3,mark 4,mark 5', 'links');
    // A line that is not printed yet has no button.
    equal((await names('button')).map(name => name.replace(/\s+/g, ' ')).sort().join(), '1 0.010 🔒 Worker-1: Counter = 1,' +
        '2 0.020 🔒 Worker-2: Counter = 2,Back,First moment,Last moment,Line before,Next,Next line,Play,Predict,Python', 'buttons');
    check((await names('image'))[0].startsWith('What each task does'), 'the lanes have a name');
    equal((await names('rowheader')).join(), 'main,Worker-1,Worker-2,counter_lock', 'rows of the state');
    equal((await names('StaticText')).filter(name => name == ' is here: ').length, 3, 'tasks at lines');
    const file = fs.readFileSync(path.join(root, 'demos/production/lock.c'), 'utf8').trimEnd().split('\n');
    const words = await names('StaticText');
    for (let number = file.indexOf(' */') + 2, at = 0; number <= file.length; number++) {
        at = words.indexOf(String(number), at) + 1;
        check(at, 'line', number, 'of the source has its number, in order, in', words.join());
        if (!at) break;
    }
    // One region is live, so that a step says one sentence.
    equal((await nodes()).filter(node => node.live && node.role == 'paragraph').length, 1, 'live');
    equal(await page.$$eval('[aria-live],[role=status],[role=alert]', all => all.length), 1, 'what is live');
    equal(await page.$eval('#say', e => e.textContent), 'Worker-2 prints: 🔒 Worker-2: Counter = 2', 'what it says');
    await press(page, 'c');
    equal((await names('heading')).includes('demos/production/lock.c'), false, 'C is silent while Python is shown');
    await press(page, 'Home', 'p', 'j');
    check((await nodes()).some(node => node.role == 'group' && node.name == 'What prints next?'), 'the question has a name');
    equal(await page.evaluate(() => document.activeElement.closest('#ask') != null), true, 'the focus is on an answer');
    await press(page, '1');
    check(await page.evaluate(() => document.activeElement.className == 'told'), 'the focus is on what is told');
}

async function prints() {
    const page = await open('condition', { width: 720, hash: '#12' });
    await page.emulateMediaType('print');
    equal(await shown(page, '#desk, #state, #code, .keys, .here'), '', 'what paper does not have');
    equal(await page.$$eval('.log li', all => all.filter(e => getComputedStyle(e).visibility == 'visible' && e.offsetHeight).length), 10,
        'printed lines');
    equal(await shown(page, '.code h2'), 'demos/advanced/condition.c\ndemos/advanced/condition.py', 'both sources');
    check(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'it is too wide');
    equal(await page.$$eval('.src .at, .src .stand, .log .at', all => all.filter(e =>
        getComputedStyle(e).backgroundColor != 'rgba(0, 0, 0, 0)').length), 0, 'lines that are marked');
    const colours = await page.$$eval('.name', all => new Set(all.map(e => getComputedStyle(e).fill)).size);
    equal(colours, 1, 'colours of names');
    check(await page.$('.graph svg'), 'the graph');
}

async function fits() {
    // Long names in the source, and a table with marks in the commentary, are wider than a phone.
    const wide = ['circuit-breaker.flaw', 'crawler'].filter(demo => fs.existsSync(path.join(folder, demo + '.html')));
    check(wide.length, 'there is no page of circuit-breaker.flaw');
    for (const demo of ['lock', 'queue', 'condition', 'task-group', ...wide])
        for (const [width, height] of [[360, 740], [1280, 800], [1600, 900]]) {
            const page = await open(demo, { width, height, hash: '#12' });
            const words = demo + ' at ' + width + ': ';
            // On a phone the window grows to what it must show.
            equal(await page.evaluate(() => Math.max(innerWidth, document.documentElement.scrollWidth)), width, words + 'its width');
            const top = await page.evaluate(() => { scrollTo(0, 0); return document.querySelector('.lines').getBoundingClientRect().top; });
            check(width < 1200 || top < height - 120, words + 'the lanes begin below the first screen, at', top);
            await press(page, 'n');
            const bar = await page.$eval('#bar', e => e.getBoundingClientRect().height);
            check(width > 600 || bar <= height / 10, words + 'the bar has', bar);
            await page.evaluate(() => scrollTo(0, document.body.scrollHeight));
            const stays = await page.$eval('#bar', e => e.getBoundingClientRect().bottom);
            check(stays > 0 && stays < height / 3, words + 'the bar is away', stays);
            await page.$eval('#wide', e => { e.scrollLeft = 300; });
            const left = await page.$eval('.names', e => e.getBoundingClientRect().left - e.closest('.wide').getBoundingClientRect().left);
            check(Math.abs(left) < 1, words + 'the names scroll away', left);
            const over = await page.$$eval('#bar button', all => all.filter(e => e.scrollWidth > e.clientWidth + 1).map(e => e.id));
            equal(over.join(' '), '', words + 'buttons that are too narrow');
            await page.close();
        }
}

async function isAccessible() {
    const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
    for (const demo of ['lock', 'queue', 'condition', 'task-group'])
        for (const dark of [false, true])
            for (const width of [360, 1280, 1600]) {
                const page = await open(demo, { dark, width, hash: demo == 'queue' ? '?predict' : '#9' });
                await page.evaluate(axe);
                const result = await page.evaluate(() => axe.run());
                for (const violation of result.violations)
                    check(false, demo, dark ? 'dark' : 'light', width, violation.id, violation.help,
                        violation.nodes.slice(0, 3).map(node => node.html.slice(0, 200)).join('\n'));
                await page.close();
            }
}

// The front page of the book, in the folder book.
async function frontPage() {
    const axe = fs.readFileSync(require.resolve('axe-core/axe.min.js'), 'utf8');
    for (const demo of ['book/index', 'book/lanes', 'book/clocks', 'book/race.fixed'])
        for (const dark of [false, true]) {
            const page = await open(demo, { dark });
            await page.evaluate(axe);
            for (const violation of (await page.evaluate(() => axe.run())).violations)
                check(false, demo, violation.id, violation.nodes[0].html.slice(0, 200));
            await page.close();
        }
    const page = await open('book/index'), cards = () => page.$$eval('.cards li:not([hidden]) h3 a', all =>
        all.map(e => e.textContent).join(' '));
    const whole = await cards();
    await press(page, '/');
    await page.keyboard.type('fair PROTECTING');
    equal(await cards(), 'lock', 'the search');
    await page.$eval('#search', e => { e.value = ''; e.dispatchEvent(new Event('input')); });
    equal(await cards(), whole, 'an empty search');
}

const cases = {
    'front-page': frontPage,
    steps, plays, predicts, links, python, speaks, prints, fits, 'reads-without-script': readsWithoutScript, 'is-accessible': isAccessible,
};

(async () => {
    browser = await puppeteer.launch({ executablePath: browserPath, args: ['--no-sandbox'], headless: true });
    try {
        await cases[name]();
    } finally {
        await browser.close();
    }
    for (const trouble of troubles.slice(0, 20)) console.log(trouble);
    process.exit(troubles.length ? 1 : 0);
})().catch(error => {
    console.log(error.stack);
    process.exit(1);
});
