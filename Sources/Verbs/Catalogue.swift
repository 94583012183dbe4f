internal import Cards
public import Engine
internal import Plots

/// The words of the language, as the command uses them.
public func ogiveCatalogue() -> Catalogue {
  Catalogue(verbs: allVerbs, functions: allFunctions, cards: allMarks.map { $0.card })
}

/// All functions: those of the language, starters, learners as plans, and metrics.
package let allFunctions: [any Function] =
  MathFunctions.all + TextFunctions.all + DateFunctions.all + ConversionFunctions.all + TableFunctions.all
  + AggregateFunctions.all + WindowFunctions.all
