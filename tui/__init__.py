"""The Textual terminal UI. Started by `baepo chat` and `baepo demo`; shows what the headless core says and asks it back."""
