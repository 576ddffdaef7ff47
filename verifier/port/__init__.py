"""The same training run in another framework: the constructor call, or why there is none.

`porting.port` does it. Nothing is imported here: the processes that run a framework need little of this.
"""
