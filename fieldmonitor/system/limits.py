"""Bounds on what this process may use, set once and for good. Used by children that read untrusted files."""

import os


def confine(memory: int, seconds: int) -> None:
    """Bound this process: bytes of memory, seconds of processor time, no files written, no core dump.

    Linux holds all of it. macOS does not hold the memory bound. On Windows only memory is bounded here;
    time is the parent's business everywhere.
    """
    if os.name == "nt":
        _confine_windows(memory)
    else:
        _confine_posix(memory, seconds)


def forbid_core_dumps() -> None:
    """Keep a crash from writing this process's memory, with its keys, to the disk."""
    if os.name != "nt":
        import resource

        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _confine_posix(memory: int, seconds: int) -> None:
    import resource

    forbid_core_dumps()
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, seconds),
        (resource.RLIMIT_FSIZE, 0),
    ):
        _, hard = resource.getrlimit(limit)
        lowest = value if hard == resource.RLIM_INFINITY else min(value, hard)
        resource.setrlimit(limit, (lowest, lowest))


def _confine_windows(memory: int) -> None:  # pragma: no cover - read through, not run, where tests run
    """Put this process into a job object with a memory bound."""
    import ctypes
    from ctypes import wintypes

    class Basic(ctypes.Structure):
        _fields_ = (
            ("PerProcessUserTimeLimit", ctypes.c_int64),
            ("PerJobUserTimeLimit", ctypes.c_int64),
            ("LimitFlags", wintypes.DWORD),
            ("MinimumWorkingSetSize", ctypes.c_size_t),
            ("MaximumWorkingSetSize", ctypes.c_size_t),
            ("ActiveProcessLimit", wintypes.DWORD),
            ("Affinity", ctypes.c_size_t),
            ("PriorityClass", wintypes.DWORD),
            ("SchedulingClass", wintypes.DWORD),
        )

    class Extended(ctypes.Structure):
        _fields_ = (
            ("BasicLimitInformation", Basic),
            ("IoInfo", ctypes.c_uint64 * 6),
            ("ProcessMemoryLimit", ctypes.c_size_t),
            ("JobMemoryLimit", ctypes.c_size_t),
            ("PeakProcessMemoryUsed", ctypes.c_size_t),
            ("PeakJobMemoryUsed", ctypes.c_size_t),
        )

    process_memory, kill_on_close, extended_class = 0x100, 0x2000, 9
    limits = Extended()
    limits.BasicLimitInformation.LimitFlags = process_memory | kill_on_close
    limits.ProcessMemoryLimit = memory
    kernel = ctypes.WinDLL("kernel32", use_last_error=True)  # type: ignore[attr-defined,unused-ignore]
    kernel.CreateJobObjectW.restype = wintypes.HANDLE
    kernel.GetCurrentProcess.restype = wintypes.HANDLE
    job = wintypes.HANDLE(kernel.CreateJobObjectW(None, None))
    kernel.SetInformationJobObject(job, extended_class, ctypes.byref(limits), ctypes.sizeof(limits))
    kernel.AssignProcessToJobObject(job, wintypes.HANDLE(kernel.GetCurrentProcess()))
