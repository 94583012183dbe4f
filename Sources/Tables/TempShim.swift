public import Diagnostics
public struct TableStyle { public init(width: Int, maxRows: Int?, digits: Int, color: Bool) {} }
extension Table {
  public func text(_ style: TableStyle) -> String { "" }
  public func appending(_ parts: [Table], notes: inout [Note]) throws(Diagnostic) -> Table { self }
}
