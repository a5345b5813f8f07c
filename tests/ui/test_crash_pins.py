"""What crashed Qt for Python once: many calls that return nothing, and collection in other threads."""

import subprocess
import sys

SET_TEXT = """
import os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtWidgets import QApplication, QLabel
app = QApplication([])
label = QLabel()
for number in range(30_000):
    label.setText(str(number))
print(label.text())
"""

COLLECT = """
import gc, os
os.environ["QT_QPA_PLATFORM"] = "offscreen"
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QLabel
from fieldmonitor.ui.task_runner_qt import QtTaskRunner
app = QApplication([])
runner = QtTaskRunner()
assert not gc.isenabled()
left = [200]
loop = QEventLoop()

def churn():
    cycle = [[] for _ in range(500)]
    for one, other in zip(cycle, cycle[1:]):
        one.append(other)
        other.append(one)

def done(_nothing):
    label = QLabel("x")
    label.myself = label
    left[0] -= 1
    if not left[0]:
        loop.quit()

for _number in range(200):
    runner.background(churn, done)
loop.exec()
runner.close()
assert gc.isenabled()
print("whole")
"""


def _run(program: str) -> str:
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return done.stdout.strip()


def test_thirty_thousand_void_calls_do_not_crash() -> None:
    assert _run(SET_TEXT) == "29999"


def test_cycles_of_widgets_are_collected_in_the_windows_thread_only() -> None:
    assert _run(COLLECT) == "whole"
