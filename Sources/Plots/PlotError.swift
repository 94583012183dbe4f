/// Why there is no picture. Plain data: the language turns it into a diagnostic.
public struct PlotError: Error, Sendable, Equatable {
  public enum Kind: Sendable, Equatable {
    /// A name that is no mark.
    case unknownMark
    /// A channel or option of a mark, or an option of the plot, that it can't use. `subject` names
    /// it.
    case badArgument
    /// There is no row to draw.
    case nothingToDraw
    /// gnuplot isn't there, or is too old.
    case noPlotter
    /// gnuplot was there and made no picture.
    case plotterFailed
    /// No picture format has that file extension.
    case unknownFormat
    /// The file can't be written.
    case cannotWrite
    /// Ctrl-C.
    case interrupted
  }
  public var kind: Kind
  /// One sentence that stands alone, without a full stop.
  public var message: String
  /// Facts under it, a line each.
  public var details: [String]
  /// How to cure it, if that is known.
  public var help: String?
  /// The parameter or option that it is about, for pointing at it.
  public var subject: String?

  public init(
    _ kind: Kind, _ message: String, details: [String] = [], help: String? = nil,
    subject: String? = nil
  ) {
    (self.kind, self.message, self.details, self.help, self.subject) = (
      kind, message, details, help, subject
    )
  }
}
