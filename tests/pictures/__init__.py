"""Pictures of cards and pages, drawn by the official renderer in a headless browser. `python -m tests.pictures [FOLDER]`."""
