internal import CInterrupt

/// The one interrupt flag of the process: Ctrl-C sets it, loops that take long poll it.
public enum Interrupt {
  /// Installs the SIGINT handler. Called once by the command; libraries only poll.
  public static func install() { ogive_interrupt_install() }

  /// Whether an interrupt was asked for and not yet answered.
  public static var isRequested: Bool { ogive_interrupt_requested() }

  /// Asks for an interrupt, as Ctrl-C does.
  public static func request() { ogive_interrupt_request() }

  /// Forgets an interrupt that was asked for; called when a statement begins and when one was answered.
  public static func clear() { ogive_interrupt_clear() }

  /// Throws if an interrupt was asked for. Cheap enough for each block of a few thousand elements.
  @inline(__always)
  public static func check() throws(Interrupted) {
    if ogive_interrupt_requested() { throw Interrupted() }
  }
}

/// Thrown by a loop that was interrupted. Nothing is kept of what it had done.
public struct Interrupted: Error, Equatable {
  public init() {}
}
