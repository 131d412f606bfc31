"""Programming languages by the ending of a file's name."""

from __future__ import annotations

LANGUAGES: dict[str, tuple[str, ...]] = {
    "Assembly": ("asm", "s"),
    "Batch": ("bat", "cmd"),
    "C": ("c", "h"),
    "C#": ("cs",),
    "C++": ("cpp", "cc", "cxx", "hpp", "hh"),
    "CMake": ("cmake",),
    "CSS": ("css", "scss", "less"),
    "Clojure": ("clj",),
    "Dart": ("dart",),
    "Diff": ("diff", "patch"),
    "Elixir": ("ex", "exs"),
    "Erlang": ("erl",),
    "Fortran": ("f90", "f"),
    "Go": ("go",),
    "GraphQL": ("graphql", "gql"),
    "Groovy": ("groovy", "gradle"),
    "Haskell": ("hs",),
    "Java": ("java",),
    "JavaScript": ("js", "mjs", "cjs", "jsx"),
    "Julia": ("jl",),
    "Kotlin": ("kt", "kts"),
    "Lisp": ("lisp", "el", "scm"),
    "Lua": ("lua",),
    "Makefile": ("mk",),
    "Objective-C": ("m", "mm"),
    "PHP": ("php",),
    "Pascal": ("pas",),
    "Perl": ("pl", "pm"),
    "PowerShell": ("ps1",),
    "Protocol Buffers": ("proto",),
    "Python": ("py", "pyi"),
    "R": ("r",),
    "Ruby": ("rb",),
    "Rust": ("rs",),
    "SQL": ("sql",),
    "Scala": ("scala",),
    "Shell": ("sh", "bash", "zsh", "fish"),
    "Solidity": ("sol",),
    "Swift": ("swift",),
    "Terraform": ("tf",),
    "TypeScript": ("ts", "tsx"),
    "VHDL": ("vhd",),
    "Verilog": ("v", "sv"),
    "Visual Basic": ("vb", "vbs", "bas"),
    "Zig": ("zig",),
}
CODE_EXTENSIONS = tuple(ending for endings in LANGUAGES.values() for ending in endings)


def language_of(name: str) -> str:
    """The programming language that the name of a file stands for; empty when none is known."""
    ending = name.rsplit(".", 1)[-1].lower()
    return next((language for language, endings in LANGUAGES.items() if ending in endings), "")
