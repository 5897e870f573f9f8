# escape=`
FROM windows AS w
RUN dir `
  c:\
