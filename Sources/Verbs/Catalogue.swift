internal import Cards
public import Engine
internal import Plots

/// The words of the language, as the command uses them.
public func ogiveCatalogue() -> Catalogue {
  Catalogue(
    verbs: allVerbs + LearnerStages.all, functions: allFunctions, cards: allMarks.map { $0.card })
}

/// All functions: the families, each a file `…Functions.swift`, and those that have a file of their own.
package let allFunctions: [any Function] =
  MathFunctions.all + TextFunctions.all + PatternFunctions.all + SimilarityFunctions.all
  + DateFunctions.all + DateArithmeticFunctions.all + ConversionFunctions.all
  + TableFunctions.all
  + AggregateFunctions.all + WindowFunctions.all + LearnerFunctions.all + MetricFunctions.all
  + singleFunctions
