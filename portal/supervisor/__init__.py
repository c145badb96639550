"""The supervisor behind `manage.py up`: parent, reaper and healer of every process of a one-machine installation.

`up` is one start from beginning to end. `places` says where things live, `house` that one supervisor holds them,
`binaries` which servers to use, `child` runs one process, `keeper` keeps all of them alive; `postgres` and `broker` are the
data services, `processes` the portal's own. `run` starts the data services alone, beside one command: the tests.
"""
