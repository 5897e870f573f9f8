# only

