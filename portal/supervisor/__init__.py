"""The supervisor behind `manage.py up`: parent, reaper and healer of every process of a one-machine installation.

`places` says where things live, `binaries` which servers to use, `child` runs one process, `keeper` keeps all of them alive,
`postgres` and `broker` are the data services, `processes` the portal's own, `steps` what is done once per start.
"""
