"""What a process has used, as the kernel counts it: the peak of its resident memory, in bytes, and its processor time."""

import time


def peak(process: int | str = "self") -> int:
    """The highest resident memory since the start or the last reset; 0 if the process has ended."""
    try:
        with open(f"/proc/{process}/status") as status:
            for line in status:
                if line.startswith("VmHWM:"):
                    return int(line.split()[1]) * 1024
    except OSError:
        pass
    return 0


def reset(process: int | str = "self") -> None:
    """Counts the peak anew, from what is resident now."""
    try:
        with open(f"/proc/{process}/clear_refs", "w") as reset:
            reset.write("5")
    except OSError:
        pass  # the peak then is that of the whole process up to here


def processor_seconds(process: int) -> float:
    """The time that all threads of a process ran; 0 if it has ended."""
    try:
        return time.clock_gettime((~process << 3) | 2)  # as clock_getcpuclockid makes it
    except OSError:
        return 0.0
