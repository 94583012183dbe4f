"""The peak of a process's resident memory, in bytes, as the kernel counts it."""


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
