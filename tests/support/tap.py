# SPDX-License-Identifier: MIT
"""Runs the unittest classes of a script and prints TAP, one line per test, as the C tests do.

    import os, sys
    sys.path.insert(0, os.path.join(os.path.dirname(__file__), '..', 'support'))
    import tap
    ...
    if __name__ == '__main__':
        tap.main()
"""
import sys
import unittest


class TapResult(unittest.TestResult):
    def __init__(self):
        super().__init__()
        self.number = 0

    def line(self, word, test, note=''):
        self.number += 1
        name = test.id().split('.', 1)[-1].replace('_', ' ')
        print(f'{word} {self.number} - {name}{note}', flush=True)

    def addSuccess(self, test):
        super().addSuccess(test)
        self.line('ok', test)

    def addSkip(self, test, reason):
        super().addSkip(test, reason)
        self.line('ok', test, f' # SKIP {reason}')

    def broken(self, test, err):
        self.line('not ok', test)
        for row in self._exc_info_to_string(err, test).splitlines():
            print('#', row, flush=True)

    def addFailure(self, test, err):
        super().addFailure(test, err)
        self.broken(test, err)

    def addError(self, test, err):
        super().addError(test, err)
        self.broken(test, err)

    def addSubTest(self, test, subtest, err):
        super().addSubTest(test, subtest, err)
        if err is not None:
            self.broken(subtest, err)


def main():
    suite = unittest.defaultTestLoader.loadTestsFromModule(sys.modules['__main__'])
    result = TapResult()
    suite.run(result)
    print(f'1..{result.number}')
    sys.exit(0 if result.wasSuccessful() else 1)
