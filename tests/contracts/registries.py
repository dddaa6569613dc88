"""Everything that is found by scanning packages, as the registries of the contract tests."""

import assistant.checks
import assistant.executors
import assistant.playbooks
import tools
from assistant import guides
from assistant.checks.spec import Check
from assistant.executors.spec import Action
from assistant.playbooks.spec import Playbook
from tools.spec import Tool, discover

TOOLS: tuple[Tool, ...] = (*discover(tools, Tool), guides.search_guides)
PLAYBOOKS: tuple[Playbook, ...] = tuple(discover(assistant.playbooks, Playbook))
CHECKS: tuple[Check, ...] = tuple(discover(assistant.checks, Check))  # type: ignore[type-arg]
ACTIONS: tuple[Action, ...] = tuple(discover(assistant.executors, Action))
