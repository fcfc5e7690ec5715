"""The plugin process. dify_plugin patches the standard library for gevent, so it is imported before anything else."""

from dify_plugin import DifyPluginEnv, Plugin  # isort: split

import os

from dify_plugin.core.server.stdio.request_reader import StdioRequestReader

from provider.request_lines import RequestLines

plugin = Plugin(DifyPluginEnv(MAX_REQUEST_TIMEOUT=600))
if isinstance(plugin.request_reader, StdioRequestReader):
    plugin.request_reader.__class__ = RequestLines

if __name__ == "__main__":
    os.umask(0o077)  # what people said is read by nobody else of the machine
    plugin.run()
