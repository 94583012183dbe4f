import Engine
import Learn
import Plots
import Tables

/// What marks of models draw: one model, or one a group, each in a panel of its own.
protocol ModelPlotted: Object {
  var learnerName: String { get }
  /// The table that a mark draws from; `nil` if the model has none.
  func plottedTable(_ kind: ModelTable) -> Table?
  /// The columns that split such a table into panels; none for one model.
  func panels(_ kind: ModelTable) -> [PanelColumn]
}

extension ModelObject: ModelPlotted {
  var learnerName: String { model.learnerName }
  func plottedTable(_ kind: ModelTable) -> Table? { model.fitted.table(kind) }
  func panels(_ kind: ModelTable) -> [PanelColumn] { [] }
}

extension GroupedModels: ModelPlotted {
  var learnerName: String { models.first?.learnerName ?? "" }
  func plottedTable(_ kind: ModelTable) -> Table? { stacked(kind) }

  func panels(_ kind: ModelTable) -> [PanelColumn] {
    guard let table = stacked(kind) else { return [] }
    return keys.names.compactMap { name in
      table[name].map { PanelColumn(label: name, column: $0) }
    }
  }
}
