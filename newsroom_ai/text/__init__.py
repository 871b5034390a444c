"""Pure functions over text: ``str -> str`` and ``str -> spans``, offsets in code points.

Import the module you need (``from newsroom_ai.text.fold import fold``); none loads a model.
"""
