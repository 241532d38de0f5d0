#!/usr/bin/env python3
"""Shows a header to doxygen: contracts.py HEADER

The contracts are plain comments, each of which is about all declarations up to the next blank line.
Doxygen wants a comment of its own form before each of them. Each chapter is a group, and so a page:
"Lock" is co_lock(3). A header without chapters, as those of src/io are, is one: stream.h is io_stream(3).
"""
import pathlib
import re
import sys

# A contract is one paragraph. In the manual these begin a paragraph of their own.
BREAKS = re.compile(r'(?<=[.)]) (?=(?:-E[A-Z]+(?:,? (?:and )?-E[A-Z]+)*(?: \([A-Za-z]+\))?[:.]|Suspends:|Handle:|NULL:|asyncio(?: 3\.\d+)?:|Python:|trio:) ?)')


def paragraphs(lines):
    """The text of a comment, as doxygen takes it: what is indented is code."""
    result, text, code = [], [], []

    def end_text():
        if text:
            result.append('\n'.join(BREAKS.sub('\n\n', ' '.join(text)).split('\n')))
            text.clear()

    def end_code():
        if code:
            result.append('@code\n' + '\n'.join(code) + '\n@endcode')
            code.clear()

    for line in lines:
        item = re.match(r'  ([A-Z][\w+: ]*?)  +(\S.*)', line)
        if item:
            end_text()
            end_code()
            text.append(f'**{item.group(1).rstrip(":")}**: {item.group(2)}')
        elif text and text[0].startswith('**') and line.startswith('  '):
            text.append(line.strip())
        elif line.startswith('    ') or (line.startswith('  ') and code):
            end_text()
            code.append(line)
        elif not line.strip():
            end_text()
            if code:
                code.append('')
        else:
            end_code()
            text.append(line.strip())
    end_text()
    end_code()
    return '\n\n'.join(result)


def strip(comment):
    """The lines within a comment."""
    body = re.sub(r'\s*\*/\s*$', '', re.sub(r'^\s*/\*+', '', comment))
    lines = [re.sub(r'^\s*\* ?', '', line) for line in body.split('\n')[1:]]
    return [body.split('\n')[0].strip()] + lines


def doc(text):
    text = text.replace('\\', '\\\\').replace('<', '\\<')
    return '/**\n' + '\n'.join(' * ' + line for line in text.split('\n')) + '\n */\n'


def group(name, title, lines, include):
    """The beginning of a page."""
    return doc(f'@defgroup {name} {title}\n{paragraphs(lines)}\n\n@code\n#include <{include}>\n@endcode\n@{{')


def chapter(lines, is_open, header):
    title = lines[1].strip('- ')
    name = 'co_' + re.sub(r'\W+', '_', title.lower())
    if name + '(' in header:
        name += 's'
    return ('/** @} */\n' if is_open else '') + group(name, title, lines[2:], 'co/co.h')


def page(path, lines):
    """A header of src/io."""
    words = path.stem.replace('http', 'HTTP').split('_')
    return group('io_' + path.stem, ' '.join([words[0][0].upper() + words[0][1:], *words[1:]]), lines, 'io/io.h')


def main():
    path = pathlib.Path(sys.argv[1])
    header = rest = path.read_text(encoding='utf-8')
    is_page = '#ifndef IO_' in header and path.name != 'io.h'
    output, contract, is_first, is_open, depth = [], '', True, False, 0
    while rest:
        if depth == 0 and rest.startswith('/*'):
            end = rest.index('*/') + 2
            lines, rest = strip(rest[:end]), rest[end:].lstrip(' ').removeprefix('\n')
            if len(lines) > 1 and lines[1].startswith('----'):
                output.append(chapter(lines, is_open, header))
                is_open, contract = True, ''
            elif is_first:
                output.append(doc('@file\n' + paragraphs(lines)))
                if is_page:
                    output.append(page(path, lines))
                    is_open = True
                if path.name in ('co.h', 'io.h'):
                    output.append(doc('@mainpage\n' + paragraphs(lines)))
                if path.name == 'co.h':
                    output.append(doc('@defgroup co_rules Rules\n' + paragraphs(lines)))
                is_first = False
            elif 'clang-format' not in lines[0]:
                contract = doc(paragraphs(lines))
            continue
        line, _, rest = rest.partition('\n')
        if not line.strip():
            contract = ''
        if line == 'CO_END' and is_open:
            output.append('/** @} */\n')
            is_open = False
        begins = depth == 0 and line.strip() and not re.match(r'[ \t})]|CO_BEGIN|CO_END|#(?!define)', line)
        if begins and contract and not (output and output[-1].rstrip().endswith((',', '\\'))):
            output.append(contract)
        if depth > 0 or not begins:
            line = re.sub(r'(\S.*)/\* (.*?) \*/$', r'\1/**< \2 */', line)
            line = re.sub(r'^( +)/\* ', r'\1/** ', line)
        depth += line.count('{') - line.count('}')
        output.append(line + '\n')
    if is_open:
        output.append('/** @} */\n')
    sys.stdout.write(''.join(output))


main()
