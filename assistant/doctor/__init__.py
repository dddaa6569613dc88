"""What `baepo doctor` looks at: one concern a module, each a `Probe`; `run` runs them, `report` shows them."""
