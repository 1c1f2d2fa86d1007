"""edugov: figures on local education governance in China, read, checked, judged and shown."""

__version__ = "0.1.0"
