public struct TableStyle { public init(width: Int, maxRows: Int?, digits: Int, color: Bool) {} }
extension Table {
  public func text(_ style: TableStyle) -> String { "" }
}
