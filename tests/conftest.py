"""What holds for all tests: Ctrl-C reaches the programs they start.

A shell starts what it runs in the background with Ctrl-C ignored, and programs hand that on to those that they start.
"""

import signal

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
