#!/usr/bin/env python3
"""Shows how far a build or a run of tests has come, and what came of it. For tests/run:

    progress.py build TITLE COMMAND...          ninja; what it prints is passed on to stdout
    progress.py test TITLE FOLDER NOTES ARGUMENT...
                                                `meson test` with these arguments in a build folder;
                                                prints "PASSED FAILED SKIPPED", single cases, on stdout
    progress.py skip NOTES TITLE REASON         notes that a whole suite was skipped,
    progress.py fail NOTES TITLE REASON         or that it failed
    progress.py recall NOTES                    shows what failed and what was skipped in all runs

NOTES is a file that keeps what `recall` shows. A person reads descriptor 3. At a terminal its last
line says what runs right now. Elsewhere there are plain lines: one for each folder of tests, and one
for each TESTS_HEARTBEAT seconds, 60 if not set, in which no other line came.
"""

import glob
import json
import os
import re
import select
import subprocess
import sys
import time

READER = 3
HEARTBEAT = float(os.environ.get("TESTS_HEARTBEAT", 60))
SHOWN_AGAIN = 15  # lines of what a failed case said
NAMES_SHOWN = 4

ENDED = re.compile(
    r"^\s*(\d+)/(\d+)\s+(.*?)\s+"
    r"(OK|FAIL|SKIP|TIMEOUT|ERROR|INTERRUPT|EXPECTEDFAIL|UNEXPECTEDPASS)\s+[\d.]+\s*s\b(.*)$"
)
STEP = re.compile(r"^\[(\d+)/(\d+)\]")
CASE = re.compile(r"^(not )?ok\b(?:\s+\d+)?(?:\s+-)?\s*([^#]*?)\s*(#.*)?$")
SKIPPED = re.compile(r"#\s*skip\S*\s*(.*)", re.IGNORECASE)


def minutes(seconds):
    return f"{int(seconds) // 60}:{int(seconds) % 60:02}"


def some(names):
    more = len(names) - NAMES_SHOWN
    return ", ".join(names[:NAMES_SHOWN]) + (f" and {more} more" if more > 0 else "")


# ---- The reader ----


class Screen:
    """Lines for good, and at a terminal a last line that is written over."""

    def __init__(self, title):
        self.title = title
        self.began = self.told = time.monotonic()
        self.terminal = os.isatty(READER) and os.environ.get("TERM") != "dumb"
        self.has_status = False

    def write(self, text):
        os.write(READER, text.encode(errors="replace"))

    def clear(self):
        if self.has_status:
            self.write("\r\033[K")
        self.has_status = False

    def line(self, text=""):
        self.clear()
        self.write(text + "\n")
        self.told = time.monotonic()

    def stamped(self, text):
        return f"{self.title:<10} {minutes(time.monotonic() - self.began):>5}  {text}"

    def tell(self, text):
        self.line(self.stamped(text))

    def status(self, text):
        if self.terminal:
            width = os.get_terminal_size(READER).columns or 80
            self.write("\r" + self.stamped(text)[: width - 1] + "\033[K")
            self.has_status = True
        elif time.monotonic() - self.told >= HEARTBEAT:
            self.tell(text)


def follow(screen, command, hear, status):
    """Runs the command and hears each line of it; shows the status once a second."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONUNBUFFERED": "1"},
    )
    output = process.stdout.fileno()
    rest = b""
    while True:
        screen.status(status())
        if not select.select([output], [], [], min(1, HEARTBEAT))[0]:
            continue
        data = os.read(output, 65536)
        *lines, rest = (rest + data).split(b"\n")
        for line in lines if data else [rest]:
            hear(line.decode(errors="replace"))
        if not data:
            break
    screen.clear()
    return process.wait()


# ---- A build ----


def build(title, command):
    screen = Screen(title)
    state = "building"

    def hear(line):
        nonlocal state
        step = STEP.match(line)
        if step:
            state = f"building, {step[1]} of {step[2]}"
        print(line)

    rc = follow(screen, command, hear, lambda: state)
    if rc == 0 and state != "building":
        screen.tell("built")
    return rc


# ---- A run of tests ----


def folder_of(test):
    name, comma, variant = test.partition(", ")
    return (name.rpartition("/")[0] or "checkout") + comma + variant


class Run:
    """The tests that have ended and those that have not, in meson's order of starting them."""

    def __init__(self, screen, tests):
        self.screen = screen
        self.left = dict.fromkeys(tests, time.monotonic())
        self.total = len(tests)
        self.folders = {}
        for test in tests:
            self.folders.setdefault(folder_of(test), set()).add(test)
        self.sizes = {folder: len(tests) for folder, tests in self.folders.items()}
        self.cases = dict.fromkeys(self.folders, 0)
        self.failed = {folder: [] for folder in self.folders}
        self.at_once = int(os.environ.get("MESON_TESTTHREADS") or os.cpu_count() or 1)

    def status(self):
        running = list(self.left)[: self.at_once]
        done = self.total - len(self.left)
        return f"{done} of {self.total} done, running: {some(running)}" if running else "ending"

    def hear(self, line):
        ended = ENDED.match(line)
        test = ended and ended[3].split(" / ")[-1]
        if not ended or test not in self.left:
            return
        folder = folder_of(test)
        del self.left[test]
        self.folders[folder].discard(test)
        cases = re.search(r"(\d+) subtests passed", ended[5])
        self.cases[folder] += int(cases[1]) if cases else 0
        if ended[4] not in ("OK", "SKIP", "EXPECTEDFAIL"):
            self.failed[folder].append(test)
            self.screen.tell(f"FAILED {test}{' (timeout)' if ended[4] == 'TIMEOUT' else ''}")
        if not self.folders[folder]:
            self.tell(folder)

    def tell(self, folder):
        tests, failed = self.sizes[folder], self.failed[folder]
        what = f"{tests} program{'s' * (tests > 1)}, {self.cases[folder]} cases passed"
        if failed:
            what += f", FAILED: {some(failed)}"
        self.screen.tell(f"{folder:<28} {what}")


def tests_of(arguments):
    listed = subprocess.run(
        ["meson", "test", *arguments, "--list"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    lines = listed.stdout.decode(errors="replace").splitlines()
    return [line.split(" / ")[-1] for line in lines if " / " in line]


class Result:
    """What a test program has said, in TAP."""

    def __init__(self, entry):
        self.name = entry["name"].split(" / ")[-1]
        self.text = entry.get("stdout") or ""
        self.errors = re.sub(r"\s*\(test program exited.*\)\s*$", "", entry.get("stderr") or "")
        self.passed = 0
        self.failed = []  # each a name, and what was said of it
        self.skipped = []  # each a name and a reason
        planned, broken = None, False
        for line in self.text.splitlines():
            plan = re.match(r"1\.\.(\d+)(.*)", line)
            if plan:
                planned = int(plan[1])
                if planned == 0:
                    reason = SKIPPED.search(plan[2])
                    self.skipped.append(("", reason[1] if reason else "no case"))
            elif line.startswith("Bail out!"):
                broken = True
            elif CASE.match(line):
                self.case(CASE.match(line))
            elif self.failed and line.startswith("#"):
                self.failed[-1][1].append(line)
        self.judge(entry, planned, broken)

    def case(self, case):
        skipped = SKIPPED.match(case[3] or "")
        if case[1]:
            self.failed.append((case[2], []))
        elif skipped:
            self.skipped.append((case[2], skipped[1]))
        else:
            self.passed += 1

    def good_codes(self):
        """Exit code 77: what was skipped has its reasons in the TAP."""
        return (0, 77) if self.skipped else (0,)

    def judge(self, entry, planned, broken):
        """A program that ended early has failed with all the cases that it did not come to."""
        code = entry.get("returncode")
        how = f"{entry['result'].lower()}, exit code {code}, after {entry['duration']:.0f} s"
        missing = (planned or 0) - self.passed - len(self.failed) - len(self.skipped)
        if missing > 0:
            self.failed += [(f"{missing} cases that it did not come to", [how])]
            self.failed += [None] * (missing - 1)
        elif not self.failed and (planned is None or broken or code not in self.good_codes()):
            self.failed.append((how, self.errors.splitlines() or self.text.splitlines()[-5:]))

    def show(self, screen, title):
        lines = [line for line in self.text.splitlines() if not line.startswith("ok")]
        screen.line(f"\n---- {title}: {self.name}: {len(self.failed)} failed")
        for line in lines + (["stderr:", self.errors] if self.errors else []):
            screen.line(line)


def results_in(folder):
    for path in sorted(glob.glob(os.path.join(folder, "meson-logs", "testlog*.json"))):
        with open(path, encoding="utf-8", errors="replace") as file:
            yield from (Result(json.loads(line)) for line in file if line.strip())


def note(notes, **entry):
    with open(notes, "a", encoding="utf-8") as file:
        file.write(json.dumps(entry) + "\n")


def test(title, folder, notes, arguments):
    for path in glob.glob(os.path.join(folder, "meson-logs", "testlog*")):
        os.remove(path)
    arguments = ["-C", folder, "--no-rebuild", *arguments]
    tests = tests_of(arguments)
    screen = Screen(title)
    run = Run(screen, tests)
    said = []
    screen.tell(f"{len(tests)} test programs")

    def hear(line):
        said.append(line)
        run.hear(line)

    rc = follow(screen, ["meson", "test", *arguments], hear, run.status)
    results = list(results_in(folder))
    passed = sum(result.passed for result in results)
    failed = sum(len(result.failed) for result in results)
    skipped = sum(len(result.skipped) for result in results)
    for result in results:
        for case, reason in result.skipped:
            names = filter(None, (title, result.name, case))
            note(notes, skipped=": ".join(names), reason=reason)
        for case in filter(None, result.failed):
            note(notes, failed=f"{title}: {result.name}: {case[0]}", said=case[1])
        if result.failed:
            result.show(screen, title)
    if rc != 0 and not failed:
        failed = 1
        note(notes, failed=f"{title}: meson test ended with {rc}", said=said[-SHOWN_AGAIN:])
    screen.tell(f"{passed} passed, {failed} failed, {skipped} skipped")
    print(passed, failed, skipped)
    return 0


# ---- The end ----


def recall(notes):
    with open(notes, encoding="utf-8") as file:
        entries = [json.loads(line) for line in file]
    screen = Screen("")
    reasons = {}
    for entry in entries:
        if "skipped" in entry:
            reasons.setdefault(entry["reason"], []).append(entry["skipped"])
    if reasons:
        screen.line("\nSkipped:")
    for reason, names in reasons.items():
        screen.line(f"  {reason}: {some(names)}")
    failures = [entry for entry in entries if "failed" in entry]
    if failures:
        screen.line("\nFailed:")
    for entry in failures:
        screen.line(f"  {entry['failed']}")
        for line in entry["said"][:SHOWN_AGAIN]:
            screen.line(f"      {line}")
    if reasons or failures:
        screen.line()
    return 0


def main(what, *rest):
    if what == "build":
        return build(rest[0], rest[1:])
    if what == "test":
        return test(rest[0], rest[1], rest[2], list(rest[3:]))
    if what == "skip":
        return note(rest[0], skipped=rest[1], reason=rest[2])
    if what == "fail":
        return note(rest[0], failed=f"{rest[1]}: {rest[2]}", said=[])
    return recall(rest[0])


if __name__ == "__main__":
    try:
        sys.exit(main(*sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
