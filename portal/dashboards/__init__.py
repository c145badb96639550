"""Dashboards (看板) and the effectiveness sheet of each policy (政策成效), over the cases that the reader may see."""
