"""Makes mutants of a C file: copies of its text that differ by one small fault.

The operators are the usual ones of mutation testing (DeMillo, Lipton and Sayward, "Hints on test
data selection", 1978; the small set that suffices: Offutt and others, 1996), with two that suit C:
a call that is forgotten, and an error that is not handled.
"""
import re
from collections import namedtuple

# `old` and `new` are the line at which the text changes, without the blanks around it. Together
# they name the mutant, so its name stays when the lines around it change.
Mutant = namedtuple("Mutant", "rule line old new text")

TOKEN = re.compile(
    r"""(?P<blank>\s+|\\\n|//[^\n]*|/\*.*?\*/)
      | (?P<directive>\#(?:[^\n\\]|\\.)*)
      | (?P<name>[A-Za-z_]\w*)
      | (?P<number>\.?\d(?:[eEpP][+-]|[\w.])*)
      | (?P<text>"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')
      | (?P<mark>->|\+\+|--|<<=|>>=|<<|>>|[-+*/%&|^<>=!]=|&&|\|\||\.\.\.|.)""",
    re.VERBOSE | re.DOTALL,
)
Token = namedtuple("Token", "text kind start end")

OPPOSITE = {"<": "<=", "<=": "<", ">": ">=", ">=": ">", "&&": "||", "||": "&&"}
CLOSED_BY = {"(": ")", "[": "]", "{": "}"}
JUMPS = {"return", "goto", "break", "continue"}
HEADS = {"if", "while", "for", "switch"}
TYPES = {"const", "static", "struct", "union", "enum", "volatile", "unsigned", "extern", "typedef"}
ASSIGNS = {"=", "+=", "-=", "*=", "/=", "%=", "&=", "|=", "^=", "<<=", ">>="}
# Nothing but a leak check sees that memory is not given back; the sanitizers have one. va_end()
# does nothing on the machines of today. An assertion that is gone changes no right program.
UNSEEN_CALLS = re.compile(r"free|free_\w+|\w+_free|va_end|assert")
GIVES_MEMORY_BACK = re.compile(r"(co_)?memory_resize\(.*, 0\);", re.DOTALL)


def tokens_of(text):
    return [
        Token(match.group(), match.lastgroup, match.start(), match.end())
        for match in TOKEN.finditer(text)
        if match.lastgroup not in ("blank", "directive")
    ]


def find_partners(tokens):
    """The index of each closing bracket by the index of its opening one."""
    partners, open_ones = {}, []
    for i, token in enumerate(tokens):
        if token.text in CLOSED_BY:
            open_ones.append(i)
        elif token.text in CLOSED_BY.values() and open_ones:
            partners[open_ones.pop()] = i
    return partners


class File:
    def __init__(self, text):
        self.text = text
        self.tokens = tokens_of(text)
        self.partners = find_partners(self.tokens)
        self.openings = {closing: opening for opening, closing in self.partners.items()}
        self.mutants = []

    def at(self, i):
        return self.tokens[i].text if 0 <= i < len(self.tokens) else ""

    def change(self, rule, start, end, replacement):
        """A mutant with other text from `start` to `end`, and as many lines."""
        removed = self.text[start:end]
        replacement += "\n" * (removed.count("\n") - replacement.count("\n"))
        text = self.text[:start] + replacement + self.text[end:]
        line_start = self.text.rfind("\n", 0, start) + 1
        old = self.text[line_start:].split("\n", 1)[0].strip()
        new = text[line_start:].split("\n", 1)[0].strip()
        if old == new:  # the change comes in a later line of a long condition
            shift = next(i for i, (a, b) in enumerate(zip(self.text, text)) if a != b)
            line_start = self.text.rfind("\n", 0, shift) + 1
            old = self.text[line_start:].split("\n", 1)[0].strip()
            new = text[line_start:].split("\n", 1)[0].strip()
        line = self.text.count("\n", 0, line_start) + 1
        self.mutants.append(Mutant(rule, line, old, new, text))

    def wrap(self, rule, first, last, before, after):
        start, end = self.tokens[first].start, self.tokens[last].end
        self.change(rule, start, end, before + self.text[start:end] + after)

    def replace(self, rule, first, last, replacement):
        self.change(rule, self.tokens[first].start, self.tokens[last].end, replacement)

    # ---- Functions ----

    def bodies(self):
        """The brackets of each function, and the index of the first token of its head."""
        i = head = 0
        while i < len(self.tokens):
            if self.at(i) == "{":
                if self.at(i - 1) == ")":
                    yield head, i, self.partners[i]
                i = self.partners[i]
                head = i + 1
            elif self.at(i) == ";":
                head = i + 1
            elif self.at(i) in ("(", "["):
                i = self.partners[i]
            i += 1

    def name_of(self, head, begin):
        """The index of the name of a function."""
        return next(i for i in range(head, begin + 1) if self.at(i) in ("(", "{")) - 1

    def return_early(self, head, begin):
        name = self.name_of(head, begin)
        type_words = [self.at(i) for i in range(head, name)]
        if "noreturn" in type_words:
            return
        if "void" in type_words and "*" not in type_words:
            values = [""]
        else:
            values = [" 0", " 1"] if "bool" in type_words else [" 0"]
        # The bracket stands alone in its line in every function, the name does not.
        line = self.text[self.tokens[name].start :].split("\n", 1)[0].strip()
        for value in values:
            self.replace("return early", begin, begin, "{ return%s;" % value)
            mutant = self.mutants.pop()
            self.mutants.append(mutant._replace(old=line, new="%s { return%s;" % (line, value)))

    # ---- Statements ----

    def end_of_statement(self, i):
        """The index of the last token of the statement that begins here; None if there is none."""
        while self.at(i) in HEADS | {"else", "do"}:
            i = self.partners[i + 1] + 1 if self.at(i) in HEADS else i + 1
        while self.at(i) not in (";", "{"):
            if self.at(i) in ("", "}"):  # a list of values, no statement
                return None
            i = self.partners[i] + 1 if self.at(i) in CLOSED_BY else i + 1
        return self.partners[i] if self.at(i) == "{" else i

    def is_jump(self, first, last):
        """Does this statement leave the function or the loop? Blocks do by their last statement."""
        if self.at(first) != "{":
            return self.at(first) in JUMPS
        starts = [i for i in range(first + 1, last) if self.begins_statement(i)]
        return bool(starts) and self.at(starts[-1]) in JUMPS

    def begins_statement(self, i):
        before = self.at(i - 1)
        if before in (";", "{", "}", "else", "do"):
            return True
        if before == ")":
            return self.at(self.openings[i - 1] - 1) in HEADS
        return before == ":" and self.at(i - 3) in ("case", ";", "{", "}")

    def statement(self, i):
        word = self.at(i)
        if word == "if":
            begin = self.partners[i + 1] + 1
            end = self.end_of_statement(begin)
            if self.is_jump(begin, end) and self.at(end + 1) != "else":
                self.wrap("drop a branch", i + 2, begin - 2, "0 && (", ")")
            else:
                self.condition(i)
        elif word == "while" and self.at(i + 2) != "0":
            self.condition(i)
        elif word == "for":
            self.loop_condition(i)
        elif self.tokens[i].kind in ("name", "mark") and word not in TYPES | HEADS | JUMPS:
            self.drop_statement(i)

    def condition(self, i):
        self.wrap("negate", i + 2, self.partners[i + 1] - 1, "!(", ")")

    def loop_condition(self, i):
        k, ends = i + 2, []
        while k < self.partners[i + 1]:
            if self.at(k) == ";":
                ends.append(k)
            k = self.partners[k] + 1 if self.at(k) in CLOSED_BY else k + 1
        if len(ends) == 2 and ends[0] + 1 < ends[1]:
            self.wrap("negate", ends[0] + 1, ends[1] - 1, "!(", ")")

    def drop_statement(self, i):
        last = self.end_of_statement(i)
        if last is None:
            return
        text = self.text[self.tokens[i].start : self.tokens[last].end]
        k = i
        if self.at(i) == "(" and self.at(i + 1) == "void":
            k = i + 3
        while self.at(k) in ("*", "++", "--"):
            k += 1
        if self.tokens[k].kind != "name" or self.tokens[k + 1].kind == "name":
            return
        k += 1
        while self.at(k) in ("->", ".", "["):
            k = self.partners[k] + 1 if self.at(k) == "[" else k + 2
        if self.at(k) == "(" and self.partners[k] + 1 == last:
            name = self.at(k - 1)
            if not UNSEEN_CALLS.fullmatch(name) and not GIVES_MEMORY_BACK.fullmatch(text):
                self.replace("drop a call", i, last, ";")
        elif self.at(k) in ASSIGNS or {"++", "--"} & {self.at(k), self.at(i)}:
            self.replace("drop an assignment", i, last, ";")

    # ---- Expressions ----

    def is_operand_end(self, i):
        token = self.tokens[i]
        return token.kind in ("number", "text") or token.text in (")", "]") or (
            token.kind == "name" and token.text not in JUMPS
        )

    def is_whole_condition(self, i):
        """Is the ! here all that an `if` or a `while` asks? It is negated anyway."""
        if self.at(i - 1) != "(" or self.at(i - 2) not in ("if", "while"):
            return False
        inside = [self.at(k) for k in range(i, self.partners[i - 1])]
        return "&&" not in inside and "||" not in inside

    def is_in_head(self, i):
        """Is this == or != alone in the brackets of an `if` or a `while`?"""
        for begin, end in self.partners.items():
            if begin < i < end and self.at(begin) == "(" and self.at(begin - 1) in ("if", "while"):
                inside = [self.at(k) for k in range(begin, end)]
                return "&&" not in inside and "||" not in inside
        return False

    def expression(self, i):
        word = self.at(i)
        if word in OPPOSITE and self.is_operand_end(i - 1):
            self.replace("swap %s and %s" % (word, OPPOSITE[word]), i, i, OPPOSITE[word])
        elif word in ("==", "!=") and not self.is_in_head(i):
            self.replace("swap == and !=", i, i, "!=" if word == "==" else "==")
        elif word == "!" and not self.is_whole_condition(i):
            self.replace("drop a !", i, i, "")
        elif word in ("+", "-") and self.at(i + 1) == "1" and self.is_operand_end(i - 1):
            self.replace("forget a 1", i + 1, i + 1, "0")
        elif word == "?":
            self.replace("never choose", i, i, "&& 0 ?")
            self.replace("always choose", i, i, "|| 1 ?")

    def make(self):
        for head, begin, end in self.bodies():
            if UNSEEN_CALLS.fullmatch(self.at(self.name_of(head, begin))):
                continue
            self.return_early(head, begin)
            for i in range(begin + 1, end):
                if self.begins_statement(i):
                    self.statement(i)
                self.expression(i)
        return self.mutants


def mutants_of(text):
    return File(text).make()
