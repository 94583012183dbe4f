print("ogive")
