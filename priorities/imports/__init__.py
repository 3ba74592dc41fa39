"""Reading a plan from a file.

`nodes` (what a file is made of), `lines` (YAML as nodes), `shapes` and `document` (its things), `naming`
(divisions and leaders), `standing` (what stands of them), `merge` (what the file asks for against what pages have
edited since), `loading` and `writing` (doing it, recorded). A workbook comes as nodes too: `exchange.plans`.
"""
