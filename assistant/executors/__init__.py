"""Executors: the code of each action, grouped by backend; importable only from the gate and the wiring."""
