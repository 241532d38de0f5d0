"""Tries a mutant: compiles the one file, links the one test program anew, and runs it."""
import ctypes
import hashlib
import json
import math
import os
import resource
import shlex
import signal
import subprocess
import tempfile
import threading
import time
from collections import namedtuple

PR_SET_CHILD_SUBREAPER = 36
OUTPUT_BYTES_MOST = 1 << 26
MEMORY_BYTES_MOST = 1 << 33
# What a test took without a fault: by the clock, and of the processor.
Times = namedtuple("Times", "seconds processor")
# With a fault a test may take five times as long as without, and these seconds.
TIMES_MORE, SECONDS_MORE, PROCESSOR_MORE = 5, 4, 1
UNLIMITED = Times(120, 120)
SEEDS = "50"
# What the tests in shell run.
COMMAND = "src/cli/asyncdemo"

# What becomes of a mutant.
FOUND, SURVIVED, NOT_BUILT, SAME = "found", "survived", "not built", "the same as without the fault"

Subject = namedtuple("Subject", "path compiler tests digest limits")


class Refused(Exception):
    """Why nothing can be tried; a sentence for a person."""


# ---- Building ------------------------------------------------------------------------------------


TAKE_A_WORD = ("-o", "-MF", "-MQ", "-c")
NOT_FOR_MUTANTS = ("ccache", "-O", "-g", "-flto", "-ffat-lto", "-MD", "-W")


def without_output(words):
    """A command without what it writes and reads, with the optimization that mutants get."""
    kept, skip = [], False
    for word in words:
        if not skip and word not in TAKE_A_WORD and not word.startswith(NOT_FOR_MUTANTS):
            kept.append(word)
        skip = not skip and word in TAKE_A_WORD
    return kept + ["-O1", "-w"]


class Build:
    """A build folder of meson, in which all is built. Nothing in it is changed."""

    def __init__(self, folder, root):
        self.folder, self.root = folder, root
        try:
            with open(os.path.join(folder, "compile_commands.json")) as file:
                entries = json.load(file)
        except OSError:
            raise Refused("%s is no build folder of meson." % folder) from None
        self.compilers = {}
        for entry in entries:
            path = os.path.relpath(os.path.join(folder, entry["file"]), root)
            self.compilers[path] = shlex.split(entry["command"])
        self.linkers = {}

    def compiler_of(self, path):
        words = self.compilers.get(path)
        if words is None:
            raise Refused("%s is not compiled in %s." % (path, self.folder))
        # The copy lies elsewhere: its neighbours' headers are found here, and __FILE__ is the same.
        return without_output(words) + ["-iquote", os.path.dirname(words[-1])]

    def linker_of(self, program):
        """The command that links a program: what comes before the objects, and the rest."""
        if program not in self.linkers:
            output = subprocess.run(
                ["ninja", "-t", "commands", program],
                cwd=self.folder, capture_output=True, text=True,
            )
            if output.returncode:
                raise Refused("%s has no %s." % (self.folder, program))
            words = shlex.split(output.stdout.strip().rpartition("\n")[2])
            words = [word for word in words if not word.startswith(("-flto", "-ffat-lto"))]
            at = words.index("-o")
            self.linkers[program] = words[:at], words[at + 2 :] + ["-fno-lto"]
        return self.linkers[program]

    def compile(self, path, compiler, text, name):
        """The object of this text in place of the file's: its name and digest; None: it is no C."""
        source, obj = name + ".c", name + ".o"
        with open(source, "w") as file:
            file.write('# 1 "%s"\n' % os.path.relpath(os.path.join(self.root, path), self.folder))
            file.write(text)
        built = subprocess.run(
            compiler + ["-c", source, "-o", obj], cwd=self.folder, stderr=subprocess.DEVNULL
        )
        if built.returncode:
            return None
        with open(obj, "rb") as file:
            return hashlib.sha256(file.read()).digest()

    def link(self, program, name):
        begin, rest = self.linker_of(program)
        # Before the archives, whose object of that file is then not asked for.
        words = begin + ["-o", name, name + ".o"] + rest
        linked = subprocess.run(words, cwd=self.folder, capture_output=True, text=True)
        if linked.returncode:
            reason = linked.stderr[-500:]
            raise Refused("%s cannot be linked. Is all built? %s" % (program, reason))


# ---- Running -------------------------------------------------------------------------------------


def limit(processor_seconds):
    # A case that runs in circles is ended by this; one that waits for ever, by TEST_TIMEOUT.
    resource.setrlimit(resource.RLIMIT_CPU, (processor_seconds, processor_seconds + 1))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (OUTPUT_BYTES_MOST, OUTPUT_BYTES_MOST))
    resource.setrlimit(resource.RLIMIT_DATA, (MEMORY_BYTES_MOST, MEMORY_BYTES_MOST))


def passes(words, folder, limits):
    """Does no case of the test fail? With the first that does, the test is ended."""
    environment = dict(os.environ, TEST_TIMEOUT=str(limits.seconds), TEST_SEEDS=SEEDS)
    environment["TMPDIR"] = folder
    with subprocess.Popen(
        words, cwd=folder, env=environment, start_new_session=True,
        preexec_fn=lambda: limit(math.ceil(limits.processor)),
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
    ) as process:
        timer = threading.Timer(limits.seconds, os.killpg, (process.pid, signal.SIGKILL))
        timer.start()
        failed = any(line.startswith((b"not ok", b"Bail out!")) for line in process.stdout)
        timer.cancel()
        if failed:
            os.killpg(process.pid, signal.SIGKILL)
    return not failed and process.returncode == 0


def adopt():
    """Orphans of this process become its children, so that it can end them."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0)
    except (OSError, AttributeError):
        pass  # another system; a case that fails may leave a process behind


def children():
    try:
        with open("/proc/self/task/%d/children" % os.getpid()) as file:
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def end_orphans():
    """A test program that is ended half-way leaves processes behind, and these have children."""
    while children():
        for process in children():
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)


# ---- A file and its mutants ----------------------------------------------------------------------


def run_tests(build, tests, name, folder, limits):
    """The first test that fails with this object; None: all pass."""
    for test in tests:
        if test.endswith(".sh"):
            build.link(COMMAND, name)
            words = ["sh", os.path.join(build.root, "tests", test), build.root, name]
        else:
            build.link("tests/test_" + test.replace("/", "_"), name)
            words = [name]
        passed = passes(words, folder, limits)
        end_orphans()
        if not passed:
            return test
    return None


def now():
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return Times(time.monotonic(), used.ru_utime + used.ru_stime)


def limits_since(before):
    after = now()
    return Times(
        SECONDS_MORE + TIMES_MORE * (after.seconds - before.seconds),
        PROCESSOR_MORE + TIMES_MORE * (after.processor - before.processor),
    )


def prepare(build, path, tests):
    """The file without a fault, to which its mutants are compared."""
    with tempfile.TemporaryDirectory() as folder:
        with open(os.path.join(build.root, path)) as file:
            text = file.read()
        compiler = build.compiler_of(path)
        name = os.path.join(folder, "mutant")  # objects hold the name of their source
        digest = build.compile(path, compiler, text, name)
        if digest is None:
            raise Refused("%s does not compile without a fault." % path)
        before = now()
        failed = run_tests(build, tests, name, folder, UNLIMITED)
        if failed:
            raise Refused("%s fails without a fault." % failed)
        return Subject(path, compiler, tests, digest, limits_since(before))


def attempt(build, subject, text, seen):
    """What becomes of the mutant. `seen` has the digests of the file's other mutants."""
    with tempfile.TemporaryDirectory() as folder:
        name = os.path.join(folder, "mutant")
        digest = build.compile(subject.path, subject.compiler, text, name)
        if digest is None:
            return NOT_BUILT
        # Trivial compiler equivalence: Papadakis, Jia, Harman and Le Traon, ICSE 2015.
        if digest == subject.digest or digest in seen:
            return SAME
        seen[digest] = True
        found = run_tests(build, subject.tests, name, folder, subject.limits)
        return FOUND if found else SURVIVED
