/// One import for all of the public rooms.
@_exported public import Activations
@_exported public import Autoencoders
@_exported public import EmbeddedModel
@_exported public import Engine
@_exported public import Evaluation
@_exported public import Failures
@_exported public import Files
@_exported public import Harvest
@_exported public import LanguageModels
@_exported public import Records
@_exported public import Report
@_exported public import TensorFiles
@_exported public import Tokens
@_exported public import Training
@_exported public import Worlds
