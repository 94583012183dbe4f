/// How the command ends.
public enum ExitCode: Int32, Sendable, Comparable {
  case success = 0
  /// A statement failed.
  case failed = 1
  /// The command line was wrong.
  case usage = 2
  case syntax = 3
  /// The data isn't what was recorded.
  case dataChanged = 4
  /// A result isn't what was recorded.
  case resultDiffers = 5
  case interrupted = 130

  public static func < (a: ExitCode, b: ExitCode) -> Bool { a.rawValue < b.rawValue }
}
