"""Detection: is what somebody else wrote (a model, a person) said in the evidence?"""
