"""Run a program of asyncio on uvloop: on_uvloop.py PROGRAM ARGUMENT..."""
import os
import runpy
import sys

import uvloop

uvloop.install()
sys.argv = sys.argv[1:]
sys.path.insert(0, os.path.dirname(sys.argv[0]))
runpy.run_path(sys.argv[0], run_name="__main__")
