// Entry point of the Pulumi package: the engine starts it, and asks it for the schema and for components.
//
// Plain JavaScript, since Pulumi would have the TypeScript compiled by the settings of whichever folder it was called in, that of
// somebody else's program. Here it is compiled as everywhere else in this one.
"use strict";

const path = require("node:path");
const { readDefaultTsConfig } = require("@swc-node/register/read-default-tsconfig");
const { register } = require("@swc-node/register/register");

// Puts Pulumi's compiler out of the way: loaders are called one after the other.
require.extensions[".ts"] = require.extensions[".js"];
register(readDefaultTsConfig(path.join(__dirname, "..", "tsconfig.run.json")));
require("./serve");
