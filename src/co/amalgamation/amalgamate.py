#!/usr/bin/env python3
"""Writes a library as two files to drop into any project.

    amalgamate.py --source=FOLDER --prefix=co_ --name=co --version=V --license=FILE
                  --header=co/co.h [--header=...] --begin=FILE --output=FOLDER SOURCE...

NAME.h has what the headers declare, NAME.c all sources. In one file, names of several sources would
meet. So a name that is static in one source, and stands in another, gets the source's name before
it: find in lock.c is lock__find. A name that is not static, and does not begin with the prefix, gets
the prefix: table_add is co__table_add. Then a program may use all other names itself.
"""
import argparse
import os
import re

TOKEN = re.compile(
    r'(?P<comment>/\*.*?\*/|//[^\n]*)'
    r'|(?P<directive>(?<![^\n])[ \t]*#(?:[^\n\\]|\\.|\\\n)*)'
    r'|(?P<string>"(?:[^"\\]|\\.)*"|\'(?:[^\'\\]|\\.)*\')'
    r'|(?P<word>[A-Za-z_]\w*)'
    r'|(?P<number>\.?\d[\w.]*)'
    r'|(?P<arrow>->)'
    r'|(?P<other>.)', re.S)
INCLUDE = re.compile(r'[ \t]*#[ \t]*include[ \t]+"([^"]+)"')
DEFINE = re.compile(r'[ \t]*#[ \t]*define[ \t]+(\w+)')
MACRO = re.compile(r'[ \t]*#[ \t]*define[ \t]+\w+(?:\([^()]*\))?')
TAGGED = ('struct', 'union', 'enum')
KEYWORDS = set('''auto break case char const continue default do double else enum extern float for goto
if inline int long register return short signed sizeof static struct switch typedef union unsigned void
volatile while _Atomic _Thread_local __thread bool'''.split())


def tokens(text):
    """Pairs of a kind and a text, which joined are the text."""
    return [(match.lastgroup, match.group()) for match in TOKEN.finditer(text)]


def solid(pairs):
    """What counts to the compiler proper."""
    return [pair for pair in pairs
            if pair[0] not in ('comment', 'directive') and not pair[1].isspace()]


def chunks(pairs):
    """The declarations of a file: their tokens outside of all braces, and all of them."""
    depth, outside, whole = 0, [], []
    for kind, text in pairs:
        depth += text == '{'
        whole.append((kind, text))
        if depth == 0 or (text == '{' and depth == 1):
            outside.append((kind, text))
        depth -= text == '}'
        is_function = '(' in [t for _, t in outside] and '=' not in [t for _, t in outside]
        if depth == 0 and (text == ';' or (text == '}' and is_function)):
            yield outside, whole
            outside, whole = [], []


def without_attributes(outside):
    result, skip, depth = [], False, 0
    for kind, text in outside:
        if text in ('__attribute__', '__asm__', '_Alignas'):
            skip, depth = True, 0
        elif skip:
            depth += (text == '(') - (text == ')')
            skip = depth > 0 or text != ')'
        else:
            result.append((kind, text))
    return result


def declared(outside):
    """The name that a declaration is about; None: it has none, or declares a function elsewhere."""
    words = without_attributes(outside)
    texts = [text for _, text in words]
    for at, (kind, text) in enumerate(words):
        following = texts[at + 1] if at + 1 < len(texts) else ''
        if kind != 'word' or text in KEYWORDS or text.isupper():
            continue
        if following == '(':
            return text, 'function'
        if following in ('=', '[', ';', ','):
            return text, 'variable'
        if following == ')' and texts[at - 1] == '*':
            return text, 'variable'
    return None, None


def all_variables(outside):
    """static int a, b;"""
    words = without_attributes(outside)
    names, depth, in_value = [], 0, False
    for (kind, text), (_, following) in zip(words, words[1:]):
        depth += (text in ('(', '[')) - (text in (')', ']'))
        if kind == 'word' and depth == 0 and not in_value and text not in KEYWORDS and \
                following in ('=', '[', ';', ','):
            names.append(text)
        in_value = depth == 0 and text != ',' and (in_value or text == '=')
    return names


def names_of(text):
    """The names of a source at file scope: its own, its structs and the like, those for others."""
    own, tags, shared = set(), set(), set()
    for outside, whole in chunks(solid(tokens(text))):
        texts = [t for _, t in outside]
        for (_, first), (kind, word), (_, last) in zip(whole, whole[1:], whole[2:]):
            if first in TAGGED and kind == 'word' and last == '{':
                tags.add(word)
        own |= constants(whole)
        name, what = declared(outside)
        if not name or 'typedef' in texts or 'extern' in texts:
            continue
        if 'static' in texts:
            own.add(name)
            if what == 'variable':
                own |= set(all_variables(outside))
        elif what == 'variable' and texts[0] not in ('struct', 'enum', 'union') or \
                (what == 'function' and '{' in texts) or (what == 'variable' and ('=' in texts or len(texts) > 3)):
            shared.add(name)
    for line in re.findall(r'^[ \t]*#[ \t]*define[ \t]+(\w+)', text, re.M):
        own.discard(line)
        shared.discard(line)
    return own, tags, shared


def constants(everything):
    """The members of each enum."""
    found, depth, begins = set(), 0, None
    for at, (kind, word) in enumerate(everything):
        if word == 'enum':
            begins = at
        if word == '{':
            depth += 1
            if begins is not None and at - begins <= 2:
                inner = at + 1
                while everything[inner][1] != '}':
                    if everything[inner][0] == 'word' and everything[inner - 1][1] in ('{', ','):
                        found.add(everything[inner][1])
                    inner += 1
                begins = None
        if word == '}':
            depth -= 1
    return found


def renamed(text, names, tags=()):
    """The text with other names; members of structs keep theirs."""
    pairs = tokens(text)
    result, last, structs = [], ['', '', ''], []
    for at, (kind, word) in enumerate(pairs):
        if kind == 'directive':
            word = renamed_words(word, names) if DEFINE.match(word) else word
        elif kind == 'word' and last[-1] in TAGGED:
            word = tags[word] if word in tags else word
        elif kind == 'word' and word in names and last[-1] not in ('.', '->'):
            following = next((t for k, t in pairs[at + 1:] if k != 'comment' and not t.isspace()), '')
            is_member = structs and structs[-1] and last[-1] != '[' and following in (';', ',', '[', ':', ')')
            word = word if is_member else names[word]
        if word == '{':
            structs.append(any(w in ('struct', 'union') for w in last[-2:]))
        elif word == '}' and structs:
            structs.pop()
        if kind not in ('comment', 'directive') and not word.isspace():
            last = last[1:] + [word]
        result.append(word)
    return ''.join(result)


def renamed_words(text, names):
    """The same for the line of a macro."""
    head = MACRO.match(text).group()
    parameters = set(re.findall(r'\w+', head))
    before, result = '', [head]
    for kind, word in tokens(text[len(head):]):
        if kind == 'word' and word in names and word not in parameters and \
                before not in ('.', '->', '#', *TAGGED):
            word = names[word]
        if not word.isspace():
            before = word
        result.append(word)
    return ''.join(result)


class Library:
    def __init__(self, options):
        self.options = options
        self.included = set(options.elsewhere)
        self.paths = []

    def read(self, name):
        self.paths.append(os.path.join(self.options.source, name))
        with open(self.paths[-1], encoding='utf-8') as file:
            return file.read()

    def expand(self, text, change):
        """The text with its headers in place, each once."""
        result = []
        for line in text.split('\n'):
            match = INCLUDE.match(line)
            if not match:
                result.append(line)
            elif match.group(1) not in self.included:
                self.included.add(match.group(1))
                result.append(self.expand(change(self.read(match.group(1))), change))
        return '\n'.join(result)


def top(options, what):
    license_text = ''.join(' * ' + line if line.strip() else ' *\n' for line in open(options.license, encoding='utf-8'))
    return (f'/*\n * {options.name} {options.version}: {what}\n *\n{license_text} */\n')


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument('--source', help='where the names of includes begin')
    parser.add_argument('--prefix')
    parser.add_argument('--name')
    parser.add_argument('--version')
    parser.add_argument('--license')
    parser.add_argument('--header', action='append')
    parser.add_argument('--begin-header', default='', help='a file that begins NAME.h')
    parser.add_argument('--begin', help='a file that begins NAME.c')
    parser.add_argument('--elsewhere', action='append', default=[], help='a header that is not put in')
    parser.add_argument('--shared', action='append', default=[], help='a name that macros make')
    parser.add_argument('--output')
    parser.add_argument('--depfile', help='gets what was read, for ninja')
    parser.add_argument('sources', nargs='+')
    options = parser.parse_args()
    library = Library(options)

    begin_header = open(options.begin_header, encoding='utf-8').read() if options.begin_header else ''
    guard = options.name.upper() + '_AMALGAMATION_H'
    header = library.expand('\n'.join(f'#include "{name}"' for name in options.header), lambda text: text)
    with open(os.path.join(options.output, options.name + '.h'), 'w', encoding='utf-8') as file:
        file.write(top(options, 'its declarations, in one file.') +
                   f'#ifndef {guard}\n#define {guard}\n\n{begin_header}{header}\n#endif\n')

    names = [os.path.relpath(path, options.source) for path in options.sources]
    texts = {name: library.read(name) for name in names}
    words = {name: {word for kind, word in tokens(text) if kind == 'word'} for name, text in texts.items()}
    headers = set()
    for path, _, files in os.walk(options.source):
        for name in files:
            if name.endswith('.h'):
                with open(os.path.join(path, name), encoding='utf-8') as file:
                    headers |= {word for kind, word in tokens(file.read()) if kind == 'word'}
    own, tags, shared = {}, {}, set(options.shared)
    for name, text in texts.items():
        own[name], tags[name], others = names_of(text)
        shared |= {word for word in others if not word.startswith(options.prefix)}
    shared_names = {word: options.prefix + '_' + word for word in shared}
    shared_tags = {word: shared_names[word] for word in options.shared}

    parts = []
    for name, text in texts.items():
        stem = os.path.splitext(os.path.basename(name))[0]
        mine = {word: f'{stem}__{word}' for word in own[name]
                if word in headers or word in shared or any(word in words[other] for other in texts if other != name)}
        mine_too = {word: f'{stem}__{word}' for word in tags[name]
                    if word not in headers and any(word in tags[other] for other in texts if other != name)}
        mine_too.update(shared_tags)
        names = {**shared_names, **mine}
        body = library.expand(renamed(text, names, mine_too),
                              lambda header: renamed(header, shared_names, shared_tags))
        macros = {match for match in re.findall(r'^[ \t]*#[ \t]*define[ \t]+(\w+)', text, re.M)}
        ends = ''.join(f'#undef {macro}\n' for macro in sorted(macros) if macro not in headers)
        parts.append(f'/* ==== {name} ==== */\n\n{body}\n{ends}')
    with open(os.path.join(options.output, options.name + '.c'), 'w', encoding='utf-8') as file:
        file.write(top(options, 'its sources, in one file.') + open(options.begin, encoding='utf-8').read() +
                   f'\n#include "{options.name}.h"\n\n' + '\n'.join(parts))
    with open(options.depfile, 'w', encoding='utf-8') as file:
        read = [*library.paths, options.begin, options.license] + [options.begin_header] * bool(options.begin_header)
        file.write(f'{os.path.join(options.output, options.name)}.c: ' + ' '.join(read) + '\n')


main()
