# cmake -D BINARY=certsweep -D FOLDER=folder -P print.cmake: fills the folder with what the program prints of itself.
file(REMOVE_RECURSE ${FOLDER})
file(MAKE_DIRECTORY ${FOLDER})

function(print file)
  execute_process(COMMAND ${BINARY} ${ARGN} OUTPUT_FILE ${FOLDER}/${file} COMMAND_ERROR_IS_FATAL ANY)
endfunction()

execute_process(COMMAND ${BINARY} man --output ${FOLDER}/man1 COMMAND_ERROR_IS_FATAL ANY)
print(certsweep completion bash)
print(_certsweep completion zsh)
print(certsweep.fish completion fish)

# The default configuration with every key in a comment: it says what there is, and changes nothing.
print(default.toml config default)
string(CONCAT head
  "# certsweep.toml of the nightly scan: certsweep-scan.service reads it. Every key is in a comment and\n"
  "# shows its default, or an example. Take off the comment of what you want otherwise; name your lists\n"
  "# of targets under [scan]. `certsweep config check FILE` says what is in force. Paths are relative to\n"
  "# the folder of this file.\n")
file(READ ${FOLDER}/default.toml default)
string(REGEX REPLACE "^(#[^\n]*\n)+" "" default "${default}")
string(REGEX REPLACE "(^|\n)([a-z_]+ = )" "\\1# \\2" default "${default}")
file(WRITE ${FOLDER}/certsweep.toml "${head}${default}")
file(REMOVE ${FOLDER}/default.toml)
file(TOUCH ${FOLDER}/stamp)
