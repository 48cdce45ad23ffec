"""The node: the web application that one organisation runs (`tutela[node]`).

Six apps own the tables (`docs/decisions/0009-the-node.md`): `spine` carries every change as an act, `people` knows who
may act, `casework` holds the cases. Desks are views over their services and selectors.
"""
