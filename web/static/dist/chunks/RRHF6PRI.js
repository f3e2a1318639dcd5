import{A as Tn,F as wn,G as Fn,H as $n,I as Cn,K as Nn,M as An,N as Ln,O as Sn,P as On,S as Pn,T as jn,U as kn,V as Dn,k as Y,l as fe,n as yn,o as M,p as bn,q as me,r as xn,u as Q,w as Rn,z as In}from"./ENQC3HKE.js";import{a as vn}from"./WL2J44TE.js";function _n(e){return{all:e=e||new Map,on:function(n,t){var r=e.get(n);r?r.push(t):e.set(n,[t])},off:function(n,t){var r=e.get(n);r&&(t?r.splice(r.indexOf(t)>>>0,1):e.set(n,[]))},emit:function(n,t){var r=e.get(n);r&&r.slice().map(function(a){a(t)}),(r=e.get("*"))&&r.slice().map(function(a){a(n,t)})}}}var ne={exports:{}},he,Gn;function te(){if(Gn)return he;Gn=1;let e="2.0.0",n=256,t=Number.MAX_SAFE_INTEGER||9007199254740991,r=16,a=n-6;return he={MAX_LENGTH:n,MAX_SAFE_COMPONENT_LENGTH:r,MAX_SAFE_BUILD_LENGTH:a,MAX_SAFE_INTEGER:t,RELEASE_TYPES:["major","premajor","minor","preminor","patch","prepatch","prerelease"],SEMVER_SPEC_VERSION:e,FLAG_INCLUDE_PRERELEASE:1,FLAG_LOOSE:2},he}var Ee,Vn;function re(){return Vn||(Vn=1,Ee=typeof process=="object"&&process.env&&process.env.NODE_DEBUG&&/\bsemver\b/i.test(process.env.NODE_DEBUG)?(...n)=>console.error("SEMVER",...n):()=>{}),Ee}var Bn;function Z(){return Bn||(Bn=1,(function(e,n){let{MAX_SAFE_COMPONENT_LENGTH:t,MAX_SAFE_BUILD_LENGTH:r,MAX_LENGTH:a}=te(),p=re();n=e.exports={};let i=n.re=[],s=n.safeRe=[],c=n.src=[],u=n.safeSrc=[],o=n.t={},l=0,g="[a-zA-Z0-9-]",d=[["\\s",1],["\\d",a],[g,r]],w=R=>{for(let[F,O]of d)R=R.split(`${F}*`).join(`${F}{0,${O}}`).split(`${F}+`).join(`${F}{1,${O}}`);return R},m=(R,F,O)=>{let $=w(F),S=l++;p(R,S,F),o[R]=S,c[S]=F,u[S]=$,i[S]=new RegExp(F,O?"g":void 0),s[S]=new RegExp($,O?"g":void 0)};m("NUMERICIDENTIFIER","0|[1-9]\\d*"),m("NUMERICIDENTIFIERLOOSE","\\d+"),m("NONNUMERICIDENTIFIER",`\\d*[a-zA-Z-]${g}*`),m("MAINVERSION",`(${c[o.NUMERICIDENTIFIER]})\\.(${c[o.NUMERICIDENTIFIER]})\\.(${c[o.NUMERICIDENTIFIER]})`),m("MAINVERSIONLOOSE",`(${c[o.NUMERICIDENTIFIERLOOSE]})\\.(${c[o.NUMERICIDENTIFIERLOOSE]})\\.(${c[o.NUMERICIDENTIFIERLOOSE]})`),m("PRERELEASEIDENTIFIER",`(?:${c[o.NONNUMERICIDENTIFIER]}|${c[o.NUMERICIDENTIFIER]})`),m("PRERELEASEIDENTIFIERLOOSE",`(?:${c[o.NONNUMERICIDENTIFIER]}|${c[o.NUMERICIDENTIFIERLOOSE]})`),m("PRERELEASE",`(?:-(${c[o.PRERELEASEIDENTIFIER]}(?:\\.${c[o.PRERELEASEIDENTIFIER]})*))`),m("PRERELEASELOOSE",`(?:-?(${c[o.PRERELEASEIDENTIFIERLOOSE]}(?:\\.${c[o.PRERELEASEIDENTIFIERLOOSE]})*))`),m("BUILDIDENTIFIER",`${g}+`),m("BUILD",`(?:\\+(${c[o.BUILDIDENTIFIER]}(?:\\.${c[o.BUILDIDENTIFIER]})*))`),m("FULLPLAIN",`v?${c[o.MAINVERSION]}${c[o.PRERELEASE]}?${c[o.BUILD]}?`),m("FULL",`^${c[o.FULLPLAIN]}$`),m("LOOSEPLAIN",`[v=\\s]*${c[o.MAINVERSIONLOOSE]}${c[o.PRERELEASELOOSE]}?${c[o.BUILD]}?`),m("LOOSE",`^${c[o.LOOSEPLAIN]}$`),m("GTLT","((?:<|>)?=?)"),m("XRANGEIDENTIFIERLOOSE",`${c[o.NUMERICIDENTIFIERLOOSE]}|x|X|\\*`),m("XRANGEIDENTIFIER",`${c[o.NUMERICIDENTIFIER]}|x|X|\\*`),m("XRANGEPLAIN",`[v=\\s]*(${c[o.XRANGEIDENTIFIER]})(?:\\.(${c[o.XRANGEIDENTIFIER]})(?:\\.(${c[o.XRANGEIDENTIFIER]})(?:${c[o.PRERELEASE]})?${c[o.BUILD]}?)?)?`),m("XRANGEPLAINLOOSE",`[v=\\s]*(${c[o.XRANGEIDENTIFIERLOOSE]})(?:\\.(${c[o.XRANGEIDENTIFIERLOOSE]})(?:\\.(${c[o.XRANGEIDENTIFIERLOOSE]})(?:${c[o.PRERELEASELOOSE]})?${c[o.BUILD]}?)?)?`),m("XRANGE",`^${c[o.GTLT]}\\s*${c[o.XRANGEPLAIN]}$`),m("XRANGELOOSE",`^${c[o.GTLT]}\\s*${c[o.XRANGEPLAINLOOSE]}$`),m("COERCEPLAIN",`(^|[^\\d])(\\d{1,${t}})(?:\\.(\\d{1,${t}}))?(?:\\.(\\d{1,${t}}))?`),m("COERCE",`${c[o.COERCEPLAIN]}(?:$|[^\\d])`),m("COERCEFULL",c[o.COERCEPLAIN]+`(?:${c[o.PRERELEASE]})?(?:${c[o.BUILD]})?(?:$|[^\\d])`),m("COERCERTL",c[o.COERCE],!0),m("COERCERTLFULL",c[o.COERCEFULL],!0),m("LONETILDE","(?:~>?)"),m("TILDETRIM",`(\\s*)${c[o.LONETILDE]}\\s+`,!0),n.tildeTrimReplace="$1~",m("TILDE",`^${c[o.LONETILDE]}${c[o.XRANGEPLAIN]}$`),m("TILDELOOSE",`^${c[o.LONETILDE]}${c[o.XRANGEPLAINLOOSE]}$`),m("LONECARET","(?:\\^)"),m("CARETTRIM",`(\\s*)${c[o.LONECARET]}\\s+`,!0),n.caretTrimReplace="$1^",m("CARET",`^${c[o.LONECARET]}${c[o.XRANGEPLAIN]}$`),m("CARETLOOSE",`^${c[o.LONECARET]}${c[o.XRANGEPLAINLOOSE]}$`),m("COMPARATORLOOSE",`^${c[o.GTLT]}\\s*(${c[o.LOOSEPLAIN]})$|^$`),m("COMPARATOR",`^${c[o.GTLT]}\\s*(${c[o.FULLPLAIN]})$|^$`),m("COMPARATORTRIM",`(\\s*)${c[o.GTLT]}\\s*(${c[o.LOOSEPLAIN]}|${c[o.XRANGEPLAIN]})`,!0),n.comparatorTrimReplace="$1$2$3",m("HYPHENRANGE",`^\\s*(${c[o.XRANGEPLAIN]})\\s+-\\s+(${c[o.XRANGEPLAIN]})\\s*$`),m("HYPHENRANGELOOSE",`^\\s*(${c[o.XRANGEPLAINLOOSE]})\\s+-\\s+(${c[o.XRANGEPLAINLOOSE]})\\s*$`),m("STAR","(<|>)?=?\\s*\\*"),m("GTE0","^\\s*>=\\s*0\\.0\\.0\\s*$"),m("GTE0PRE","^\\s*>=\\s*0\\.0\\.0-0\\s*$")})(ne,ne.exports)),ne.exports}var qe,Un;function cn(){if(Un)return qe;Un=1;let e=Object.freeze({loose:!0}),n=Object.freeze({});return qe=r=>r?typeof r!="object"?e:r:n,qe}var ve,zn;function At(){if(zn)return ve;zn=1;let e=/^[0-9]+$/,n=(r,a)=>{if(typeof r=="number"&&typeof a=="number")return r===a?0:r<a?-1:1;let p=e.test(r),i=e.test(a);return p&&i&&(r=+r,a=+a),r===a?0:p&&!i?-1:i&&!p?1:r<a?-1:1};return ve={compareIdentifiers:n,rcompareIdentifiers:(r,a)=>n(a,r)},ve}var ye,Mn;function D(){if(Mn)return ye;Mn=1;let e=re(),{MAX_LENGTH:n,MAX_SAFE_INTEGER:t}=te(),{safeRe:r,t:a}=Z(),p=cn(),{compareIdentifiers:i}=At();class s{constructor(u,o){if(o=p(o),u instanceof s){if(u.loose===!!o.loose&&u.includePrerelease===!!o.includePrerelease)return u;u=u.version}else if(typeof u!="string")throw new TypeError(`Invalid version. Must be a string. Got type "${typeof u}".`);if(u.length>n)throw new TypeError(`version is longer than ${n} characters`);e("SemVer",u,o),this.options=o,this.loose=!!o.loose,this.includePrerelease=!!o.includePrerelease;let l=u.trim().match(o.loose?r[a.LOOSE]:r[a.FULL]);if(!l)throw new TypeError(`Invalid Version: ${u}`);if(this.raw=u,this.major=+l[1],this.minor=+l[2],this.patch=+l[3],this.major>t||this.major<0)throw new TypeError("Invalid major version");if(this.minor>t||this.minor<0)throw new TypeError("Invalid minor version");if(this.patch>t||this.patch<0)throw new TypeError("Invalid patch version");l[4]?this.prerelease=l[4].split(".").map(g=>{if(/^[0-9]+$/.test(g)){let d=+g;if(d>=0&&d<t)return d}return g}):this.prerelease=[],this.build=l[5]?l[5].split("."):[],this.format()}format(){return this.version=`${this.major}.${this.minor}.${this.patch}`,this.prerelease.length&&(this.version+=`-${this.prerelease.join(".")}`),this.version}toString(){return this.version}compare(u){if(e("SemVer.compare",this.version,this.options,u),!(u instanceof s)){if(typeof u=="string"&&u===this.version)return 0;u=new s(u,this.options)}return u.version===this.version?0:this.compareMain(u)||this.comparePre(u)}compareMain(u){return u instanceof s||(u=new s(u,this.options)),this.major<u.major?-1:this.major>u.major?1:this.minor<u.minor?-1:this.minor>u.minor?1:this.patch<u.patch?-1:this.patch>u.patch?1:0}comparePre(u){if(u instanceof s||(u=new s(u,this.options)),this.prerelease.length&&!u.prerelease.length)return-1;if(!this.prerelease.length&&u.prerelease.length)return 1;if(!this.prerelease.length&&!u.prerelease.length)return 0;let o=0;do{let l=this.prerelease[o],g=u.prerelease[o];if(e("prerelease compare",o,l,g),l===void 0&&g===void 0)return 0;if(g===void 0)return 1;if(l===void 0)return-1;if(l===g)continue;return i(l,g)}while(++o)}compareBuild(u){u instanceof s||(u=new s(u,this.options));let o=0;do{let l=this.build[o],g=u.build[o];if(e("build compare",o,l,g),l===void 0&&g===void 0)return 0;if(g===void 0)return 1;if(l===void 0)return-1;if(l===g)continue;return i(l,g)}while(++o)}inc(u,o,l){if(u.startsWith("pre")){if(!o&&l===!1)throw new Error("invalid increment argument: identifier is empty");if(o){let g=`-${o}`.match(this.options.loose?r[a.PRERELEASELOOSE]:r[a.PRERELEASE]);if(!g||g[1]!==o)throw new Error(`invalid identifier: ${o}`)}}switch(u){case"premajor":this.prerelease.length=0,this.patch=0,this.minor=0,this.major++,this.inc("pre",o,l);break;case"preminor":this.prerelease.length=0,this.patch=0,this.minor++,this.inc("pre",o,l);break;case"prepatch":this.prerelease.length=0,this.inc("patch",o,l),this.inc("pre",o,l);break;case"prerelease":this.prerelease.length===0&&this.inc("patch",o,l),this.inc("pre",o,l);break;case"release":if(this.prerelease.length===0)throw new Error(`version ${this.raw} is not a prerelease`);this.prerelease.length=0;break;case"major":(this.minor!==0||this.patch!==0||this.prerelease.length===0)&&this.major++,this.minor=0,this.patch=0,this.prerelease=[];break;case"minor":(this.patch!==0||this.prerelease.length===0)&&this.minor++,this.patch=0,this.prerelease=[];break;case"patch":this.prerelease.length===0&&this.patch++,this.prerelease=[];break;case"pre":{let g=Number(l)?1:0;if(this.prerelease.length===0)this.prerelease=[g];else{let d=this.prerelease.length;for(;--d>=0;)typeof this.prerelease[d]=="number"&&(this.prerelease[d]++,d=-2);if(d===-1){if(o===this.prerelease.join(".")&&l===!1)throw new Error("invalid increment argument: identifier already exists");this.prerelease.push(g)}}if(o){let d=[o,g];l===!1&&(d=[o]),i(this.prerelease[0],o)===0?isNaN(this.prerelease[1])&&(this.prerelease=d):this.prerelease=d}break}default:throw new Error(`invalid increment argument: ${u}`)}return this.raw=this.format(),this.build.length&&(this.raw+=`+${this.build.join(".")}`),this}}return ye=s,ye}var be,Xn;function J(){if(Xn)return be;Xn=1;let e=D();return be=(t,r,a=!1)=>{if(t instanceof e)return t;try{return new e(t,r)}catch(p){if(!a)return null;throw p}},be}var xe,Hn;function ar(){if(Hn)return xe;Hn=1;let e=J();return xe=(t,r)=>{let a=e(t,r);return a?a.version:null},xe}var Re,Yn;function sr(){if(Yn)return Re;Yn=1;let e=J();return Re=(t,r)=>{let a=e(t.trim().replace(/^[=v]+/,""),r);return a?a.version:null},Re}var Ie,Jn;function ir(){if(Jn)return Ie;Jn=1;let e=D();return Ie=(t,r,a,p,i)=>{typeof a=="string"&&(i=p,p=a,a=void 0);try{return new e(t instanceof e?t.version:t,a).inc(r,p,i).version}catch{return null}},Ie}var Te,Wn;function cr(){if(Wn)return Te;Wn=1;let e=J();return Te=(t,r)=>{let a=e(t,null,!0),p=e(r,null,!0),i=a.compare(p);if(i===0)return null;let s=i>0,c=s?a:p,u=s?p:a,o=!!c.prerelease.length;if(!!u.prerelease.length&&!o){if(!u.patch&&!u.minor)return"major";if(u.compareMain(c)===0)return u.minor&&!u.patch?"minor":"patch"}let g=o?"pre":"";return a.major!==p.major?g+"major":a.minor!==p.minor?g+"minor":a.patch!==p.patch?g+"patch":"prerelease"},Te}var we,Kn;function ur(){if(Kn)return we;Kn=1;let e=D();return we=(t,r)=>new e(t,r).major,we}var Fe,Qn;function lr(){if(Qn)return Fe;Qn=1;let e=D();return Fe=(t,r)=>new e(t,r).minor,Fe}var $e,Zn;function pr(){if(Zn)return $e;Zn=1;let e=D();return $e=(t,r)=>new e(t,r).patch,$e}var Ce,et;function gr(){if(et)return Ce;et=1;let e=J();return Ce=(t,r)=>{let a=e(t,r);return a&&a.prerelease.length?a.prerelease:null},Ce}var Ne,nt;function G(){if(nt)return Ne;nt=1;let e=D();return Ne=(t,r,a)=>new e(t,a).compare(new e(r,a)),Ne}var Ae,tt;function dr(){if(tt)return Ae;tt=1;let e=G();return Ae=(t,r,a)=>e(r,t,a),Ae}var Le,rt;function fr(){if(rt)return Le;rt=1;let e=G();return Le=(t,r)=>e(t,r,!0),Le}var Se,ot;function un(){if(ot)return Se;ot=1;let e=D();return Se=(t,r,a)=>{let p=new e(t,a),i=new e(r,a);return p.compare(i)||p.compareBuild(i)},Se}var Oe,at;function mr(){if(at)return Oe;at=1;let e=un();return Oe=(t,r)=>t.sort((a,p)=>e(a,p,r)),Oe}var Pe,st;function hr(){if(st)return Pe;st=1;let e=un();return Pe=(t,r)=>t.sort((a,p)=>e(p,a,r)),Pe}var je,it;function oe(){if(it)return je;it=1;let e=G();return je=(t,r,a)=>e(t,r,a)>0,je}var ke,ct;function ln(){if(ct)return ke;ct=1;let e=G();return ke=(t,r,a)=>e(t,r,a)<0,ke}var De,ut;function Lt(){if(ut)return De;ut=1;let e=G();return De=(t,r,a)=>e(t,r,a)===0,De}var _e,lt;function St(){if(lt)return _e;lt=1;let e=G();return _e=(t,r,a)=>e(t,r,a)!==0,_e}var Ge,pt;function pn(){if(pt)return Ge;pt=1;let e=G();return Ge=(t,r,a)=>e(t,r,a)>=0,Ge}var Ve,gt;function gn(){if(gt)return Ve;gt=1;let e=G();return Ve=(t,r,a)=>e(t,r,a)<=0,Ve}var Be,dt;function Ot(){if(dt)return Be;dt=1;let e=Lt(),n=St(),t=oe(),r=pn(),a=ln(),p=gn();return Be=(s,c,u,o)=>{switch(c){case"===":return typeof s=="object"&&(s=s.version),typeof u=="object"&&(u=u.version),s===u;case"!==":return typeof s=="object"&&(s=s.version),typeof u=="object"&&(u=u.version),s!==u;case"":case"=":case"==":return e(s,u,o);case"!=":return n(s,u,o);case">":return t(s,u,o);case">=":return r(s,u,o);case"<":return a(s,u,o);case"<=":return p(s,u,o);default:throw new TypeError(`Invalid operator: ${c}`)}},Be}var Ue,ft;function Er(){if(ft)return Ue;ft=1;let e=D(),n=J(),{safeRe:t,t:r}=Z();return Ue=(p,i)=>{if(p instanceof e)return p;if(typeof p=="number"&&(p=String(p)),typeof p!="string")return null;i=i||{};let s=null;if(!i.rtl)s=p.match(i.includePrerelease?t[r.COERCEFULL]:t[r.COERCE]);else{let d=i.includePrerelease?t[r.COERCERTLFULL]:t[r.COERCERTL],w;for(;(w=d.exec(p))&&(!s||s.index+s[0].length!==p.length);)(!s||w.index+w[0].length!==s.index+s[0].length)&&(s=w),d.lastIndex=w.index+w[1].length+w[2].length;d.lastIndex=-1}if(s===null)return null;let c=s[2],u=s[3]||"0",o=s[4]||"0",l=i.includePrerelease&&s[5]?`-${s[5]}`:"",g=i.includePrerelease&&s[6]?`+${s[6]}`:"";return n(`${c}.${u}.${o}${l}${g}`,i)},Ue}var ze,mt;function qr(){if(mt)return ze;mt=1;class e{constructor(){this.max=1e3,this.map=new Map}get(t){let r=this.map.get(t);if(r!==void 0)return this.map.delete(t),this.map.set(t,r),r}delete(t){return this.map.delete(t)}set(t,r){if(!this.delete(t)&&r!==void 0){if(this.map.size>=this.max){let p=this.map.keys().next().value;this.delete(p)}this.map.set(t,r)}return this}}return ze=e,ze}var Me,ht;function V(){if(ht)return Me;ht=1;let e=/\s+/g;class n{constructor(f,v){if(v=a(v),f instanceof n)return f.loose===!!v.loose&&f.includePrerelease===!!v.includePrerelease?f:new n(f.raw,v);if(f instanceof p)return this.raw=f.value,this.set=[[f]],this.formatted=void 0,this;if(this.options=v,this.loose=!!v.loose,this.includePrerelease=!!v.includePrerelease,this.raw=f.trim().replace(e," "),this.set=this.raw.split("||").map(E=>this.parseRange(E.trim())).filter(E=>E.length),!this.set.length)throw new TypeError(`Invalid SemVer Range: ${this.raw}`);if(this.set.length>1){let E=this.set[0];if(this.set=this.set.filter(y=>!m(y[0])),this.set.length===0)this.set=[E];else if(this.set.length>1){for(let y of this.set)if(y.length===1&&R(y[0])){this.set=[y];break}}}this.formatted=void 0}get range(){if(this.formatted===void 0){this.formatted="";for(let f=0;f<this.set.length;f++){f>0&&(this.formatted+="||");let v=this.set[f];for(let E=0;E<v.length;E++)E>0&&(this.formatted+=" "),this.formatted+=v[E].toString().trim()}}return this.formatted}format(){return this.range}toString(){return this.range}parseRange(f){let E=((this.options.includePrerelease&&d)|(this.options.loose&&w))+":"+f,y=r.get(E);if(y)return y;let q=this.options.loose,b=q?c[u.HYPHENRANGELOOSE]:c[u.HYPHENRANGE];f=f.replace(b,ge(this.options.includePrerelease)),i("hyphen replace",f),f=f.replace(c[u.COMPARATORTRIM],o),i("comparator trim",f),f=f.replace(c[u.TILDETRIM],l),i("tilde trim",f),f=f.replace(c[u.CARETTRIM],g),i("caret trim",f);let C=f.split(" ").map(P=>O(P,this.options)).join(" ").split(/\s+/).map(P=>pe(P,this.options));q&&(C=C.filter(P=>(i("loose invalid filter",P,this.options),!!P.match(c[u.COMPARATORLOOSE])))),i("range list",C);let I=new Map,L=C.map(P=>new p(P,this.options));for(let P of L){if(m(P))return[P];I.set(P.value,P)}I.size>1&&I.has("")&&I.delete("");let k=[...I.values()];return r.set(E,k),k}intersects(f,v){if(!(f instanceof n))throw new TypeError("a Range is required");return this.set.some(E=>F(E,v)&&f.set.some(y=>F(y,v)&&E.every(q=>y.every(b=>q.intersects(b,v)))))}test(f){if(!f)return!1;if(typeof f=="string")try{f=new s(f,this.options)}catch{return!1}for(let v=0;v<this.set.length;v++)if(de(this.set[v],f,this.options))return!0;return!1}}Me=n;let t=qr(),r=new t,a=cn(),p=ae(),i=re(),s=D(),{safeRe:c,t:u,comparatorTrimReplace:o,tildeTrimReplace:l,caretTrimReplace:g}=Z(),{FLAG_INCLUDE_PRERELEASE:d,FLAG_LOOSE:w}=te(),m=h=>h.value==="<0.0.0-0",R=h=>h.value==="",F=(h,f)=>{let v=!0,E=h.slice(),y=E.pop();for(;v&&E.length;)v=E.every(q=>y.intersects(q,f)),y=E.pop();return v},O=(h,f)=>(h=h.replace(c[u.BUILD],""),i("comp",h,f),h=N(h,f),i("caret",h),h=S(h,f),i("tildes",h),h=x(h,f),i("xrange",h),h=le(h,f),i("stars",h),h),$=h=>!h||h.toLowerCase()==="x"||h==="*",S=(h,f)=>h.trim().split(/\s+/).map(v=>j(v,f)).join(" "),j=(h,f)=>{let v=f.loose?c[u.TILDELOOSE]:c[u.TILDE];return h.replace(v,(E,y,q,b,C)=>{i("tilde",h,E,y,q,b,C);let I;return $(y)?I="":$(q)?I=`>=${y}.0.0 <${+y+1}.0.0-0`:$(b)?I=`>=${y}.${q}.0 <${y}.${+q+1}.0-0`:C?(i("replaceTilde pr",C),I=`>=${y}.${q}.${b}-${C} <${y}.${+q+1}.0-0`):I=`>=${y}.${q}.${b} <${y}.${+q+1}.0-0`,i("tilde return",I),I})},N=(h,f)=>h.trim().split(/\s+/).map(v=>A(v,f)).join(" "),A=(h,f)=>{i("caret",h,f);let v=f.loose?c[u.CARETLOOSE]:c[u.CARET],E=f.includePrerelease?"-0":"";return h.replace(v,(y,q,b,C,I)=>{i("caret",h,y,q,b,C,I);let L;return $(q)?L="":$(b)?L=`>=${q}.0.0${E} <${+q+1}.0.0-0`:$(C)?q==="0"?L=`>=${q}.${b}.0${E} <${q}.${+b+1}.0-0`:L=`>=${q}.${b}.0${E} <${+q+1}.0.0-0`:I?(i("replaceCaret pr",I),q==="0"?b==="0"?L=`>=${q}.${b}.${C}-${I} <${q}.${b}.${+C+1}-0`:L=`>=${q}.${b}.${C}-${I} <${q}.${+b+1}.0-0`:L=`>=${q}.${b}.${C}-${I} <${+q+1}.0.0-0`):(i("no pr"),q==="0"?b==="0"?L=`>=${q}.${b}.${C}${E} <${q}.${b}.${+C+1}-0`:L=`>=${q}.${b}.${C}${E} <${q}.${+b+1}.0-0`:L=`>=${q}.${b}.${C} <${+q+1}.0.0-0`),i("caret return",L),L})},x=(h,f)=>(i("replaceXRanges",h,f),h.split(/\s+/).map(v=>W(v,f)).join(" ")),W=(h,f)=>{h=h.trim();let v=f.loose?c[u.XRANGELOOSE]:c[u.XRANGE];return h.replace(v,(E,y,q,b,C,I)=>{i("xRange",h,E,y,q,b,C,I);let L=$(q),k=L||$(b),P=k||$(C),K=P;return y==="="&&K&&(y=""),I=f.includePrerelease?"-0":"",L?y===">"||y==="<"?E="<0.0.0-0":E="*":y&&K?(k&&(b=0),C=0,y===">"?(y=">=",k?(q=+q+1,b=0,C=0):(b=+b+1,C=0)):y==="<="&&(y="<",k?q=+q+1:b=+b+1),y==="<"&&(I="-0"),E=`${y+q}.${b}.${C}${I}`):k?E=`>=${q}.0.0${I} <${+q+1}.0.0-0`:P&&(E=`>=${q}.${b}.0${I} <${q}.${+b+1}.0-0`),i("xRange return",E),E})},le=(h,f)=>(i("replaceStars",h,f),h.trim().replace(c[u.STAR],"")),pe=(h,f)=>(i("replaceGTE0",h,f),h.trim().replace(c[f.includePrerelease?u.GTE0PRE:u.GTE0],"")),ge=h=>(f,v,E,y,q,b,C,I,L,k,P,K)=>($(E)?v="":$(y)?v=`>=${E}.0.0${h?"-0":""}`:$(q)?v=`>=${E}.${y}.0${h?"-0":""}`:b?v=`>=${v}`:v=`>=${v}${h?"-0":""}`,$(L)?I="":$(k)?I=`<${+L+1}.0.0-0`:$(P)?I=`<${L}.${+k+1}.0-0`:K?I=`<=${L}.${k}.${P}-${K}`:h?I=`<${L}.${k}.${+P+1}-0`:I=`<=${I}`,`${v} ${I}`.trim()),de=(h,f,v)=>{for(let E=0;E<h.length;E++)if(!h[E].test(f))return!1;if(f.prerelease.length&&!v.includePrerelease){for(let E=0;E<h.length;E++)if(i(h[E].semver),h[E].semver!==p.ANY&&h[E].semver.prerelease.length>0){let y=h[E].semver;if(y.major===f.major&&y.minor===f.minor&&y.patch===f.patch)return!0}return!1}return!0};return Me}var Xe,Et;function ae(){if(Et)return Xe;Et=1;let e=Symbol("SemVer ANY");class n{static get ANY(){return e}constructor(o,l){if(l=t(l),o instanceof n){if(o.loose===!!l.loose)return o;o=o.value}o=o.trim().split(/\s+/).join(" "),i("comparator",o,l),this.options=l,this.loose=!!l.loose,this.parse(o),this.semver===e?this.value="":this.value=this.operator+this.semver.version,i("comp",this)}parse(o){let l=this.options.loose?r[a.COMPARATORLOOSE]:r[a.COMPARATOR],g=o.match(l);if(!g)throw new TypeError(`Invalid comparator: ${o}`);this.operator=g[1]!==void 0?g[1]:"",this.operator==="="&&(this.operator=""),g[2]?this.semver=new s(g[2],this.options.loose):this.semver=e}toString(){return this.value}test(o){if(i("Comparator.test",o,this.options.loose),this.semver===e||o===e)return!0;if(typeof o=="string")try{o=new s(o,this.options)}catch{return!1}return p(o,this.operator,this.semver,this.options)}intersects(o,l){if(!(o instanceof n))throw new TypeError("a Comparator is required");return this.operator===""?this.value===""?!0:new c(o.value,l).test(this.value):o.operator===""?o.value===""?!0:new c(this.value,l).test(o.semver):(l=t(l),l.includePrerelease&&(this.value==="<0.0.0-0"||o.value==="<0.0.0-0")||!l.includePrerelease&&(this.value.startsWith("<0.0.0")||o.value.startsWith("<0.0.0"))?!1:!!(this.operator.startsWith(">")&&o.operator.startsWith(">")||this.operator.startsWith("<")&&o.operator.startsWith("<")||this.semver.version===o.semver.version&&this.operator.includes("=")&&o.operator.includes("=")||p(this.semver,"<",o.semver,l)&&this.operator.startsWith(">")&&o.operator.startsWith("<")||p(this.semver,">",o.semver,l)&&this.operator.startsWith("<")&&o.operator.startsWith(">")))}}Xe=n;let t=cn(),{safeRe:r,t:a}=Z(),p=Ot(),i=re(),s=D(),c=V();return Xe}var He,qt;function se(){if(qt)return He;qt=1;let e=V();return He=(t,r,a)=>{try{r=new e(r,a)}catch{return!1}return r.test(t)},He}var Ye,vt;function vr(){if(vt)return Ye;vt=1;let e=V();return Ye=(t,r)=>new e(t,r).set.map(a=>a.map(p=>p.value).join(" ").trim().split(" ")),Ye}var Je,yt;function yr(){if(yt)return Je;yt=1;let e=D(),n=V();return Je=(r,a,p)=>{let i=null,s=null,c=null;try{c=new n(a,p)}catch{return null}return r.forEach(u=>{c.test(u)&&(!i||s.compare(u)===-1)&&(i=u,s=new e(i,p))}),i},Je}var We,bt;function br(){if(bt)return We;bt=1;let e=D(),n=V();return We=(r,a,p)=>{let i=null,s=null,c=null;try{c=new n(a,p)}catch{return null}return r.forEach(u=>{c.test(u)&&(!i||s.compare(u)===1)&&(i=u,s=new e(i,p))}),i},We}var Ke,xt;function xr(){if(xt)return Ke;xt=1;let e=D(),n=V(),t=oe();return Ke=(a,p)=>{a=new n(a,p);let i=new e("0.0.0");if(a.test(i)||(i=new e("0.0.0-0"),a.test(i)))return i;i=null;for(let s=0;s<a.set.length;++s){let c=a.set[s],u=null;c.forEach(o=>{let l=new e(o.semver.version);switch(o.operator){case">":l.prerelease.length===0?l.patch++:l.prerelease.push(0),l.raw=l.format();case"":case">=":(!u||t(l,u))&&(u=l);break;case"<":case"<=":break;default:throw new Error(`Unexpected operation: ${o.operator}`)}}),u&&(!i||t(i,u))&&(i=u)}return i&&a.test(i)?i:null},Ke}var Qe,Rt;function Rr(){if(Rt)return Qe;Rt=1;let e=V();return Qe=(t,r)=>{try{return new e(t,r).range||"*"}catch{return null}},Qe}var Ze,It;function dn(){if(It)return Ze;It=1;let e=D(),n=ae(),{ANY:t}=n,r=V(),a=se(),p=oe(),i=ln(),s=gn(),c=pn();return Ze=(o,l,g,d)=>{o=new e(o,d),l=new r(l,d);let w,m,R,F,O;switch(g){case">":w=p,m=s,R=i,F=">",O=">=";break;case"<":w=i,m=c,R=p,F="<",O="<=";break;default:throw new TypeError('Must provide a hilo val of "<" or ">"')}if(a(o,l,d))return!1;for(let $=0;$<l.set.length;++$){let S=l.set[$],j=null,N=null;if(S.forEach(A=>{A.semver===t&&(A=new n(">=0.0.0")),j=j||A,N=N||A,w(A.semver,j.semver,d)?j=A:R(A.semver,N.semver,d)&&(N=A)}),j.operator===F||j.operator===O||(!N.operator||N.operator===F)&&m(o,N.semver))return!1;if(N.operator===O&&R(o,N.semver))return!1}return!0},Ze}var en,Tt;function Ir(){if(Tt)return en;Tt=1;let e=dn();return en=(t,r,a)=>e(t,r,">",a),en}var nn,wt;function Tr(){if(wt)return nn;wt=1;let e=dn();return nn=(t,r,a)=>e(t,r,"<",a),nn}var tn,Ft;function wr(){if(Ft)return tn;Ft=1;let e=V();return tn=(t,r,a)=>(t=new e(t,a),r=new e(r,a),t.intersects(r,a)),tn}var rn,$t;function Fr(){if($t)return rn;$t=1;let e=se(),n=G();return rn=(t,r,a)=>{let p=[],i=null,s=null,c=t.sort((g,d)=>n(g,d,a));for(let g of c)e(g,r,a)?(s=g,i||(i=g)):(s&&p.push([i,s]),s=null,i=null);i&&p.push([i,null]);let u=[];for(let[g,d]of p)g===d?u.push(g):!d&&g===c[0]?u.push("*"):d?g===c[0]?u.push(`<=${d}`):u.push(`${g} - ${d}`):u.push(`>=${g}`);let o=u.join(" || "),l=typeof r.raw=="string"?r.raw:String(r);return o.length<l.length?o:r},rn}var on,Ct;function $r(){if(Ct)return on;Ct=1;let e=V(),n=ae(),{ANY:t}=n,r=se(),a=G(),p=(l,g,d={})=>{if(l===g)return!0;l=new e(l,d),g=new e(g,d);let w=!1;e:for(let m of l.set){for(let R of g.set){let F=c(m,R,d);if(w=w||F!==null,F)continue e}if(w)return!1}return!0},i=[new n(">=0.0.0-0")],s=[new n(">=0.0.0")],c=(l,g,d)=>{if(l===g)return!0;if(l.length===1&&l[0].semver===t){if(g.length===1&&g[0].semver===t)return!0;d.includePrerelease?l=i:l=s}if(g.length===1&&g[0].semver===t){if(d.includePrerelease)return!0;g=s}let w=new Set,m,R;for(let x of l)x.operator===">"||x.operator===">="?m=u(m,x,d):x.operator==="<"||x.operator==="<="?R=o(R,x,d):w.add(x.semver);if(w.size>1)return null;let F;if(m&&R){if(F=a(m.semver,R.semver,d),F>0)return null;if(F===0&&(m.operator!==">="||R.operator!=="<="))return null}for(let x of w){if(m&&!r(x,String(m),d)||R&&!r(x,String(R),d))return null;for(let W of g)if(!r(x,String(W),d))return!1;return!0}let O,$,S,j,N=R&&!d.includePrerelease&&R.semver.prerelease.length?R.semver:!1,A=m&&!d.includePrerelease&&m.semver.prerelease.length?m.semver:!1;N&&N.prerelease.length===1&&R.operator==="<"&&N.prerelease[0]===0&&(N=!1);for(let x of g){if(j=j||x.operator===">"||x.operator===">=",S=S||x.operator==="<"||x.operator==="<=",m){if(A&&x.semver.prerelease&&x.semver.prerelease.length&&x.semver.major===A.major&&x.semver.minor===A.minor&&x.semver.patch===A.patch&&(A=!1),x.operator===">"||x.operator===">="){if(O=u(m,x,d),O===x&&O!==m)return!1}else if(m.operator===">="&&!r(m.semver,String(x),d))return!1}if(R){if(N&&x.semver.prerelease&&x.semver.prerelease.length&&x.semver.major===N.major&&x.semver.minor===N.minor&&x.semver.patch===N.patch&&(N=!1),x.operator==="<"||x.operator==="<="){if($=o(R,x,d),$===x&&$!==R)return!1}else if(R.operator==="<="&&!r(R.semver,String(x),d))return!1}if(!x.operator&&(R||m)&&F!==0)return!1}return!(m&&S&&!R&&F!==0||R&&j&&!m&&F!==0||A||N)},u=(l,g,d)=>{if(!l)return g;let w=a(l.semver,g.semver,d);return w>0?l:w<0||g.operator===">"&&l.operator===">="?g:l},o=(l,g,d)=>{if(!l)return g;let w=a(l.semver,g.semver,d);return w<0?l:w>0||g.operator==="<"&&l.operator==="<="?g:l};return on=p,on}var an,Nt;function Cr(){if(Nt)return an;Nt=1;let e=Z(),n=te(),t=D(),r=At(),a=J(),p=ar(),i=sr(),s=ir(),c=cr(),u=ur(),o=lr(),l=pr(),g=gr(),d=G(),w=dr(),m=fr(),R=un(),F=mr(),O=hr(),$=oe(),S=ln(),j=Lt(),N=St(),A=pn(),x=gn(),W=Ot(),le=Er(),pe=ae(),ge=V(),de=se(),h=vr(),f=yr(),v=br(),E=xr(),y=Rr(),q=dn(),b=Ir(),C=Tr(),I=wr(),L=Fr(),k=$r();return an={parse:a,valid:p,clean:i,inc:s,diff:c,major:u,minor:o,patch:l,prerelease:g,compare:d,rcompare:w,compareLoose:m,compareBuild:R,sort:F,rsort:O,gt:$,lt:S,eq:j,neq:N,gte:A,lte:x,cmp:W,coerce:le,Comparator:pe,Range:ge,satisfies:de,toComparators:h,maxSatisfying:f,minSatisfying:v,minVersion:E,validRange:y,outside:q,gtr:b,ltr:C,intersects:I,simplifyRange:L,subset:k,SemVer:t,re:e.re,src:e.src,tokens:e.t,SEMVER_SPEC_VERSION:n.SEMVER_SPEC_VERSION,RELEASE_TYPES:n.RELEASE_TYPES,compareIdentifiers:r.compareIdentifiers,rcompareIdentifiers:r.rcompareIdentifiers},an}var sn=Cr();function ie(e,n){for(let[t,r]of Object.entries(e)){let a=n[t];if(a&&Nr(r,a)===!1)return!1}return!0}function Nr(e,n){if(!sn.validRange(e))return null;let t=sn.coerce(n);return t?sn.satisfies(t,e):null}function Ar(e){return e.replace(/^`|`$/g,"")}function _(e,n){return Ar(n.substring(e.from,e.to))}function X(e,n){return n.some(t=>t.has(e))}function B(e,n,t){let r=new Set(n);e.push(r);let a=t(r);return e.pop(),a}function T(e,n){let t=e.firstChild;for(;t;)n(t),t=t.nextSibling}function ee(e,n){let t=[];return T(e,r=>{r.name==="PathExpression"?t.push(...ee(r,n)):(r.name==="VariableName"||r.name==="PathName")&&t.push(_(r,n))}),t}function jt(e){let n=e.firstChild;return n?n.name==="FilterExpression"?n:n.name==="PathExpression"?jt(n):null:null}function kt(e){let n=e.firstChild;return n?n.name==="Context"?!0:n.name==="PathExpression"?kt(n):!1:!1}function Dt(e,n){let t=[];return T(e,r=>{if(r.name==="ContextEntry"){let a=r.getChild("Key")?.getChild("Name");a&&t.push(_(a,n))}}),t}function fn(e,n){let t=[],r=e.getChild("InExpressions");return r&&T(r,a=>{if(a.name==="InExpression"){let p=a.getChild("Name")?.getChild("Identifier");p&&t.push(n.substring(p.from,p.to))}}),t}function mn(e,n){let t=[],r=e.getChild("FormalParameters");return r&&T(r,a=>{if(a.name==="FormalParameter"){let p=a.getChild("ParameterName")?.getChild("Name")?.getChild("Identifier");p&&t.push(n.substring(p.from,p.to))}}),t}function U(e,n){return e.find(t=>t.name===n)}function Lr(e,n){let t=U(e,n);return t||(t={name:n},e.push(t)),t}function _t(e,n){let t=Lr(e,n[0]);if(n.length<=1||(t.type||(t.type="Context",t.entries=t.entries||[]),t.type!=="Context"))return;let r=t.entries;for(let a=1;a<n.length;a++){let p=n[a],i=a===n.length-1,s=U(r,p);s?!i&&!s.type&&(s.type="Context",s.entries=s.entries||[]):(s=i?{name:p}:{name:p,type:"Context",entries:[]},r.push(s)),i||(s.entries=s.entries||[],r=s.entries)}}function Gt(e){if(e.entries){e.entries.sort((n,t)=>n.name.localeCompare(t.name));for(let n of e.entries)Gt(n)}}var Vt=new Set(["for","return","some","every","InExpressions","satisfies"]);function Sr(e,n,t){let r=new Set,a=[new Set];function p(s,c){return!X(s,a)&&!t.has(s)&&!(c!=="none"&&s==="item")}let i=(s,c="none")=>{let{name:u}=s;if(!s.type.isError){if(u==="FunctionInvocation"){let o=s.getChild("VariableName");if(o){let l=_(o,n);p(l,c)&&r.add(l)}T(s,l=>{l.name!=="VariableName"&&l.name!=="("&&l.name!==")"&&i(l,c)});return}if(u==="PathExpression"){let o=jt(s);if(kt(s))T(s,l=>i(l,c));else if(o)i(o,c);else{let l=ee(s,n);l.length>0&&p(l[0],c)&&r.add(l.join("."))}return}if(u==="VariableName"&&s.parent?.name!=="PathExpression"&&s.parent?.name!=="FunctionInvocation"){let o=_(s,n),l=c==="variable-list"&&o!=="item";p(o,c)&&!l&&r.add(o);return}if(u==="Context"&&s.parent?.name!=="List"){B(a,[],o=>{T(s,l=>{if(l.name==="ContextEntry"){T(l,d=>{d.name!=="Key"&&i(d,c)});let g=l.getChild("Key")?.getChild("Name");g&&o.add(_(g,n))}})});return}if(u==="FilterExpression"){let o="none",l=["item"],g=s.getChild("List");g?(T(g,d=>{d.name==="Context"&&l.push(...Dt(d,n))}),o="list-literal"):T(s,d=>{d.name==="VariableName"&&(i(d,"none"),o="variable-list")}),B(a,l,()=>{T(s,d=>{(d.name==="Comparison"||d.name==="Expression")&&i(d,o)})});return}if(u==="ForExpression"||u==="QuantifiedExpression"){let o=fn(s,n),l=s.getChild("InExpressions");l&&T(l,g=>{g.name==="InExpression"&&T(g,d=>{d.name!=="Name"&&d.name!=="in"&&d.name!=="Identifier"&&i(d,c)})}),B(a,o,()=>{T(s,g=>{Vt.has(g.name)||i(g,"none")})});return}if(u==="FunctionDefinition"){let o=mn(s,n);B(a,o,()=>{let l=s.getChild("FunctionBody");l&&i(l,"none")});return}T(s,o=>i(o,c))}};return i(e),Array.from(r).sort()}function Or(e){let n=[];for(let t of e)_t(n,t.split("."));return n}function Bt(e){let n=!1,t=!1;return T(e,r=>{if(r.name==="StringLiteral")n=!0;else if(r.name==="NumericLiteral")t=!0;else if(r.name==="ArithmeticExpression"){let a=Bt(r);n=n||a.hasString,t=t||a.hasNumber}}),{hasString:n,hasNumber:t}}function Ut(e,n,t,r,a){if(e.name==="VariableName"&&e.parent?.name!=="PathExpression"){let p=_(e,n),i=U(t,p);!X(p,r)&&i&&!i.type&&(i.type=a)}else if(e.name==="PathExpression"){let p=ee(e,n);if(p.length>0){let i=p[0],s=U(t,i);!X(i,r)&&s&&!s.type&&(s.type=a)}}else T(e,p=>{Ut(p,n,t,r,a)})}function Pr(e,n,t,r,a){let p=t?U(r,t):null;if(!p)return;let i=s=>{if(p.type==="List"){if(s.name==="PathExpression"){let c=ee(s,n);if(c.length>1&&c[0]==="item"){let u=p.entries||[];for(let o=1;o<c.length;o++)U(u,c[o])||u.push({name:c[o]});p.entries=u}}else if(s.name==="VariableName"){let c=_(s,n);if(!X(c,a)&&c!=="item"&&s.parent?.name!=="PathExpression"){let u=p.entries||[];U(u,c)||u.push({name:c}),p.entries=u}}T(s,i)}};i(e)}function Pt(e,n,t,r,a){if(e.name!=="VariableName")return;let p=_(e,t),i=U(r,p);if(X(p,a)||!i||i.type)return;let c={NumericLiteral:"Number",StringLiteral:"String",BooleanLiteral:"Boolean"}[n.name];c&&(i.type=c)}function z(e,n,t,r,a="none"){let{name:p}=e;if(p==="PathExpression"){let i=e.firstChild;if(i?.name==="Context"||i?.name==="PathExpression"||i?.name==="FilterExpression"){z(i,n,t,r,a);return}let s=ee(e,n);if(s.length>0){let c=s[0];!X(c,r)&&!(a!=="none"&&c==="item")&&U(t,c)&&_t(t,s)}return}if(p==="Context"&&e.parent?.name!=="List"){B(r,[],i=>{T(e,s=>{if(s.name==="ContextEntry"){T(s,u=>{u.name!=="Key"&&z(u,n,t,r,a)});let c=s.getChild("Key")?.getChild("Name");c&&i.add(_(c,n))}})});return}if(p==="FilterExpression"){let i="none",s=null,c=["item"],u=e.getChild("List");u?(T(u,o=>{o.name==="Context"&&c.push(...Dt(o,n))}),i="list-literal"):T(e,o=>{if(o.name==="VariableName"){s=_(o,n);let l=U(t,s);!X(s,r)&&l&&(l.type||(l.type="List")),i="variable-list"}}),B(r,c,()=>{T(e,o=>{(o.name==="Comparison"||o.name==="Expression")&&(Pr(o,n,s,t,r),z(o,n,t,r,i))})});return}if(p==="Comparison"){let i=[];T(e,s=>{s.name!=="CompareOp"&&i.push(s)}),i.length===2&&(Pt(i[0],i[1],n,t,r),Pt(i[1],i[0],n,t,r))}if(p==="ArithmeticExpression"){let{hasString:i,hasNumber:s}=Bt(e),c=i&&!s?"String":!i&&s?"Number":null;c&&Ut(e,n,t,r,c),T(e,u=>{["ArithmeticExpression","ArithOp","NumericLiteral","StringLiteral"].includes(u.name)||z(u,n,t,r,a)});return}if(p==="ForExpression"||p==="QuantifiedExpression"){let i=fn(e,n),s=e.getChild("InExpressions");s&&T(s,c=>{c.name==="InExpression"&&T(c,u=>{["Name","in","Identifier"].includes(u.name)||z(u,n,t,r,a)})}),B(r,i,()=>{T(e,c=>{Vt.has(c.name)||z(c,n,t,r,"none")})});return}if(p==="FunctionDefinition"){let i=mn(e,n);B(r,i,()=>{let s=e.getChild("FunctionBody");s&&z(s,n,t,r,"none")});return}T(e,i=>{z(i,n,t,r,a)})}function jr(e,n,t){let r=Sr(e,n,t),a=Or(r);z(e,n,a,[new Set]);for(let i of a)Gt(i);return a.sort((i,s)=>i.name.localeCompare(s.name)),a}var kr=new Set(["for","return","some","every","InExpressions","satisfies"]);function Dr(e,n,t){let r=[],a=[],p=s=>{let c=_(s,n),u=!X(c,a)&&t.has(c)?"builtin":"user",{from:o,to:l}=s;r.push({name:c,type:u,from:o,to:l})},i=s=>{let{name:c}=s;if(c==="Context"){B(a,[],u=>{T(s,o=>{if(o.name!=="ContextEntry")return;T(o,g=>{g.name!=="Key"&&i(g)});let l=o.getChild("Key")?.getChild("Name");l&&u.add(_(l,n))})});return}if(c==="FunctionDefinition"){let u=mn(s,n);B(a,u,()=>{let o=s.getChild("FunctionBody");o&&i(o)});return}if(c==="ForExpression"||c==="QuantifiedExpression"){let u=s.getChild("InExpressions");u&&T(u,o=>{o.name==="InExpression"&&T(o,l=>{l.name!=="Name"&&l.name!=="in"&&l.name!=="Identifier"&&i(l)})}),B(a,fn(s,n),()=>{T(s,o=>{kr.has(o.name)||i(o)})});return}if(c==="FunctionInvocation"){let u=s.getChild("VariableName");u&&p(u)}T(s,i)};return i(e),r.sort((s,c)=>s.from-c.from)}function _r(e){return!zt(e)}function zt(e){if(e.type.isError)return!0;let n=e.firstChild;for(;n;){if(zt(n))return!0;n=n.nextSibling}return!1}function Gr(e){return e.reduce((n,t)=>(n[t.name]=()=>{},n),{})}var ce=class{constructor(n={}){this.builtinNames=new Set(n.builtins?.map(r=>r.name)??[]);let t={top:n.dialect==="unaryTests"?"UnaryTests":"Expression",dialect:n.parserDialect};n.reservedNameBuiltins&&n.reservedNameBuiltins.length>0&&(t.contextTracker=wn(Gr(n.reservedNameBuiltins))),this.parser=Fn.configure(t)}analyzeExpression(n){let t=this.parser.parse(n);return this.analyzeTree(t,n)}analyzeTree(n,t){let r=n.topNode;return{valid:_r(r),inputs:jr(r,t,this.builtinNames),functions:Dr(r,t,this.builtinNames)}}};function Vr(e){let n=[];return e.iterate({enter:t=>{let r=t.node;if(!r.type.isError)return;let a=r.parent,p=Xt(r),i={from:r.from,to:r.to,severity:"error",type:"Syntax Error"};if(r.from!==r.to)i.message=`Unrecognized token in <${a.name}>`;else if(p)i.message=`Unrecognized token <${p.name}> in <${a.name}>`,i.to=p.to;else{let s=a.enterUnfinishedNodesBefore(r.to);i.message=`Incomplete <${(s||a).name}>`}n.push(i)}}),n}function Xt(e){return e?e.nextSibling||Xt(e.parent):null}var Br="first-item",Ur={create(e){return{enter(n){if(n.name!=="FilterExpression")return;let t=e.readContent(n.from,n.to);if(Mt().test(t)){let{from:r,to:a}=n;e.report({from:r,to:a,message:"First item is accessed via [1]",severity:"warning",type:Br,actions:[{name:"fix",apply(p,i=r,s=a){e.updateContent(i,s,t.replace(Mt(),"[1]"))}}]})}}}}};function Mt(){return/\[\s*0\s*\]$/}var zr=[Ur];function Mr(e){let{readContent:n,syntaxTree:t,updateContent:r}=e,a=[],p={readContent:n,report:s=>{a.push(s)},updateContent:r},i=zr.map(s=>s.create(p));return t.iterate({enter:s=>{for(let c of i)c.enter&&c.enter(s)},leave:s=>{for(let c of i)c.leave&&c.leave(s)}}),a}var Xr="compatibility";function Hr(e={}){let{syntaxTree:n,expression:t,engines:r,builtins:a=[]}=e;if(!r||!Object.keys(r).length||!a.length)return[];let p=Yr(a,r);if(!p.size)return[];let i=new ce({builtins:a}),{valid:s,functions:c=[]}=i.analyzeTree(n,t);return s?c.reduce((u,o)=>{if(o.type!=="builtin")return u;let l=p.get(o.name);return l&&u.push({from:o.from,to:o.to,severity:"warning",type:Xr,message:`Function '${o.name}' requires ${Jr(l.engines)}`}),u},[]):[]}function Yr(e,n){let t=new Map;for(let r of e)r.engines&&!ie(r.engines,n)&&t.set(r.name,r);return t}function Jr(e){return Object.entries(e).map(([n,t])=>`${Wr(n)} ${t}`).join(", ")}function Wr(e){return e.charAt(0).toUpperCase()+e.slice(1)}function Kr(e){return[...Vr(e.syntaxTree),...Mr(e),...Hr(e)]}var Ht=({builtins:e=[],engines:n}={})=>t=>{if(t.state.doc.length===0)return[];let r=Q(t.state);return Kr({syntaxTree:r,expression:t.state.doc.toString(),builtins:e,engines:n,readContent:(p,i)=>t.state.sliceDoc(p,i),updateContent:(p,i,s)=>t.dispatch({changes:{from:p,to:i,insert:s}})}).map(p=>({...p,source:p.type}))};var Qr=[{name:"not",type:"function",params:[{name:"negand"}],info:`<p>Returns the logical negation of the given value.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">not(negand: boolean): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">not(true)
// false

not(null)
// null
</code></pre>
`},{name:"get value",type:"function",params:[{name:"context"},{name:"key"}],info:`<p>Returns the value of the context entry with the given key.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">get value(context: context, key: string): Any
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">get value({foo: 123}, &quot;foo&quot;)
// 123

get value({a: 1}, &quot;b&quot;)
// null
</code></pre>
`},{name:"get entries",type:"function",params:[{name:"context"}],info:`<p>Returns the entries of the context as a list of key-value-pairs.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">get entries(context: context): list&lt;context&gt;
</code></pre>
<p>The return value is a list of contexts. Each context contains two entries for &quot;key&quot; and &quot;value&quot;.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">get entries({foo: 123})
// [{key: &quot;foo&quot;, value: 123}]
</code></pre>
`},{name:"context put",type:"function",params:[{name:"context"},{name:"keys"},{name:"value"}],info:`<p>Adds a new entry with the given value to the context. The path of the entry is defined by the keys. Returns a new context that includes the entry.</p>
<p>If <code>keys</code> contains the keys <code>[k1, k2]</code> then it adds the nested entry <code>k1.k2 = value</code> to the context.</p>
<p>If an entry for the same keys already exists in the context, it overrides the value.</p>
<p>If <code>keys</code> are empty, it returns <code>null</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">context put(context: context, keys: list&lt;string&gt;, value: Any): context
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">context put({x:1}, [&quot;y&quot;], 2)
// {x:1, y:2}

context put({x:1, y: {z:0}}, [&quot;y&quot;, &quot;z&quot;], 2)
// {x:1, y: {z:2}}

context put({x:1}, [&quot;y&quot;, &quot;z&quot;], 2)
// {x:1, y: {z:2}}
</code></pre>
`},{name:"string",type:"function",params:[{name:"from"}],info:`<p>Returns the given value as a string representation.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">string(from: Any): string
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">string(1.1)
// &quot;1.1&quot;

string(date(&quot;2012-12-25&quot;))
// &quot;2012-12-25&quot;
</code></pre>
`},{name:"number",type:"function",params:[{name:"from"}],info:`<p>Parses the given string to a number.</p>
<p>Returns <code>null</code> if the string is not a number.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">number(from: string): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">number(&quot;1500.5&quot;)
// 1500.5
</code></pre>
`},{name:"number",type:"function",params:[{name:"from"},{name:"grouping separator"}],info:`<p>Parses the given string to a number using the specified grouping separator.</p>
<p>Returns <code>null</code> if the string is not a number.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">number(from: string, grouping separator: string): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">number(&quot;1,500&quot;, &quot;,&quot;)
// 1500
</code></pre>
`},{name:"number",type:"function",params:[{name:"from"},{name:"grouping separator"},{name:"decimal separator"}],info:`<p>Parses the given string to a number using the specified grouping and decimal separators.</p>
<p>Returns <code>null</code> if the string is not a number.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">number(from: string, grouping separator: string, decimal separator: string): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">number(&quot;1 500.5&quot;, &quot; &quot;, &quot;.&quot;)
// 1500.5
</code></pre>
`},{name:"context",type:"function",params:[{name:"entries"}],info:`<p>Constructs a context of the given list of key-value pairs. It is the reverse function to <a href="https://docs.camunda.io/docs/components/modeler/feel/builtin-functions/feel-built-in-functions-context#get-entriescontext">get entries()</a>.</p>
<p>Each key-value pair must be a context with two entries: <code>key</code> and <code>value</code>. The entry with name <code>key</code> must have a value of the type <code>string</code>.</p>
<p>It might override context entries if the keys are equal. The entries are overridden in the same order as the contexts in the given list.</p>
<p>Returns <code>null</code> if one of the entries is not a context or if a context doesn&#39;t contain the required entries.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">context(entries: list&lt;context&gt;): context
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">context([{&quot;key&quot;:&quot;a&quot;, &quot;value&quot;:1}, {&quot;key&quot;:&quot;b&quot;, &quot;value&quot;:2}])
// {a:1, b:2}
</code></pre>
`},{name:"date",type:"function",params:[{name:"from"}],info:`<p>Returns a date from the given value.</p>
<p>Returns <code>null</code> if the string is not a valid calendar date. For example, <code>&quot;2024-06-31&quot;</code> is invalid because June has
only 30 days.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">date(from: string): date
</code></pre>
<p>Parses the given string into a date.</p>
<pre><code class="language-feel">date(from: date and time): date
</code></pre>
<p>Extracts the date component from the given date and time.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">date(&quot;2018-04-29&quot;)
// date(&quot;2018-04-29&quot;)

date(date and time(&quot;2012-12-25T11:00:00&quot;))
// date(&quot;2012-12-25&quot;)
</code></pre>
`},{name:"date",type:"function",params:[{name:"year"},{name:"month"},{name:"day"}],info:`<p>Returns a date from the given components.</p>
<p>Returns <code>null</code> if the components don&#39;t represent a valid calendar date. For example, <code>2024,6,31</code> is invalid because
June has only 30 days.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">date(year: number, month: number, day: number): date
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">date(2012, 12, 25)
// date(&quot;2012-12-25&quot;)
</code></pre>
`},{name:"time",type:"function",params:[{name:"from"}],info:`<p>Returns a time from the given value.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">time(from: string): time
</code></pre>
<p>Parses the given string into a time.</p>
<pre><code class="language-feel">time(from: date and time): time
</code></pre>
<p>Extracts the time component from the given date and time.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">time(&quot;12:00:00&quot;)
// time(&quot;12:00:00&quot;)

time(date and time(&quot;2012-12-25T11:00:00&quot;))
// time(&quot;11:00:00&quot;)
</code></pre>
`},{name:"time",type:"function",params:[{name:"hour"},{name:"minute"},{name:"second"}],info:`<p>Returns a time from the given components.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">time(hour: number, minute: number, second: number): time
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">time(23, 59, 0)
// time(&quot;23:59:00&quot;)
</code></pre>
`},{name:"time",type:"function",params:[{name:"hour"},{name:"minute"},{name:"second"},{name:"offset"}],info:`<p>Returns a time from the given components, including a timezone offset.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">time(hour: number, minute: number, second: number, offset: days and time duration): time
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">time(14, 30, 0, duration(&quot;PT1H&quot;))
// time(&quot;14:30:00+01:00&quot;)
</code></pre>
`},{name:"date and time",type:"function",params:[{name:"from"}],info:`<p>Parses the given string into a date and time. The function supports strings in the format <code>YYYY-MM-DDThh:mm:ss</code> with
optional timezone information either as offset (e.g., <code>+01:00</code> or <code>Z</code>), as IANA timezone ID (e.g., <code>@Europe/Berlin</code>), or
as a combination of both (e.g., <code>+01:00[Europe/Berlin]</code>).</p>
<p>Returns <code>null</code> if the string is not a valid calendar date. For example, <code>&quot;2024-06-31T10:00:00&quot;</code> is invalid because
June has only 30 days.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">date and time(from: string): date and time
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">date and time(&quot;2018-04-29T09:30:00&quot;)
// date and time(&quot;2018-04-29T09:30:00&quot;)

date and time(&quot;2018-04-29T09:30:00+02:00&quot;)
// date and time(&quot;2018-04-29T09:30:00+02:00&quot;)

date and time(&quot;2018-04-29T09:30:00@Europe/Berlin&quot;)
// date and time(&quot;2018-04-29T09:30:00@Europe/Berlin&quot;)

date and time(&quot;2018-04-29T09:30:00+02:00[Europe/Berlin]&quot;)
// date and time(&quot;2018-04-29T09:30:00@Europe/Berlin&quot;)
</code></pre>
`},{name:"date and time",type:"function",params:[{name:"date"},{name:"time"}],info:`<p>Returns a date and time from the given components.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">date and time(date: date, time: time): date and time
</code></pre>
<pre><code class="language-feel">date and time(date: date and time, time: time): date and time
</code></pre>
<p>Returns a date and time value that consists of the date component of <code>date</code> combined with <code>time</code>.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">date and time(date(&quot;2012-12-24&quot;),time(&quot;T23:59:00&quot;))
// date and time(&quot;2012-12-24T23:59:00&quot;)

date and time(date and time(&quot;2012-12-25T11:00:00&quot;),time(&quot;T23:59:00&quot;))
// date and time(&quot;2012-12-25T23:59:00&quot;)
</code></pre>
`},{name:"duration",type:"function",params:[{name:"from"}],info:`<p>Parses the given string into a duration. The duration is either a days and time duration or a years and months duration.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">duration(from: string): days and time duration
</code></pre>
<pre><code class="language-feel">duration(from: string): years and months duration
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">duration(&quot;P5D&quot;)
// duration(&quot;P5D&quot;)

duration(&quot;P32Y&quot;)
// duration(&quot;P32Y&quot;)
</code></pre>
`},{name:"years and months duration",type:"function",params:[{name:"from"},{name:"to"}],info:`<p>Returns the years and months duration between <code>from</code> and <code>to</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">years and months duration(from: date, to: date): years and months duration
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">years and months duration(date(&quot;2011-12-22&quot;), date(&quot;2013-08-24&quot;))
// duration(&quot;P1Y8M&quot;)
</code></pre>
`},{name:"from json",type:"function",params:[{name:"value"}],info:`<p>Parses a JSON string into a FEEL value. The function converts JSON primitives, objects, and arrays into their corresponding FEEL types.</p>
<p>Returns <code>null</code> if the string is not a valid JSON value.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">from json(value: string): Any
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">from json(&quot;{\\&quot;a\\&quot;: 1, \\&quot;b\\&quot;: 2}&quot;)
// {a: 1, b: 2}

from json(&quot;true&quot;)
// true

from json(&quot;\\&quot;2023-06-14\\&quot;&quot;)
// &quot;2023-06-14&quot;
</code></pre>
`,engines:{camunda:">=8.9"}},{name:"to json",type:"function",params:[{name:"value"}],info:`<p>Converts a FEEL value into a JSON string. The function converts FEEL primitives, contexts, and lists into their
corresponding JSON types. Temporal values are converted to their ISO 8601 string representation, including timezone
information for date and time values (format: <code>2025-11-24T10:00:00+01:00[Europe/Berlin]</code>).</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">to json(value: Any): string
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">to json({a: 1, b: 2})
// &quot;{\\&quot;a\\&quot;:1,\\&quot;b\\&quot;:2}&quot;

to json(true)
// &quot;true&quot;

to json(@&quot;2023-06-14&quot;)
// &quot;\\&quot;2023-06-14\\&quot;&quot;

to json(@&quot;2025-11-24T10:00:00@Europe/Berlin&quot;)
// &quot;\\&quot;2025-11-24T10:00:00+01:00[Europe/Berlin]\\&quot;&quot;

to json(@&quot;P3Y&quot;)
// &quot;\\&quot;P3Y\\&quot;&quot;
</code></pre>
`,engines:{camunda:">=8.9"}},{name:"list contains",type:"function",params:[{name:"list"},{name:"element"}],info:`<p>Returns <code>true</code> if the given list contains the element. Otherwise, returns <code>false</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">list contains(list: list, element: Any): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">list contains([1,2,3], 2)
// true
</code></pre>
`},{name:"count",type:"function",params:[{name:"list"}],info:`<p>Returns the number of elements of the given list.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">count(list: list): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">count([1,2,3])
// 3
</code></pre>
`},{name:"min",type:"function",params:[{name:"list"}],info:`<p>Returns the minimum of the given list.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">min(list: list): Any
</code></pre>
<p>All elements in <code>list</code> should have the same type and be comparable.</p>
<p>The parameter <code>list</code> can be passed as a list or as a sequence of elements.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">min([1,2,3])
// 1

min(1,2,3)
// 1
</code></pre>
`},{name:"max",type:"function",params:[{name:"list"}],info:`<p>Returns the maximum of the given list.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">max(list: list): Any
</code></pre>
<p>All elements in <code>list</code> should have the same type and be comparable.</p>
<p>The parameter <code>list</code> can be passed as a list or as a sequence of elements.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">max([1,2,3])
// 3

max(1,2,3)
// 3
</code></pre>
`},{name:"sum",type:"function",params:[{name:"list"}],info:`<p>Returns the sum of the given list of numbers.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">sum(list: list&lt;number&gt;): number
</code></pre>
<p>The parameter <code>list</code> can be passed as a list or as a sequence of elements.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">sum([1,2,3])
// 6

sum(1,2,3)
// 6
</code></pre>
`},{name:"product",type:"function",params:[{name:"list"}],info:`<p>Returns the product of the given list of numbers.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">product(list: list&lt;number&gt;): number
</code></pre>
<p>The parameter <code>list</code> can be passed as a list or as a sequence of elements.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">product([2, 3, 4])
// 24

product(2, 3, 4)
// 24
</code></pre>
`},{name:"mean",type:"function",params:[{name:"list"}],info:`<p>Returns the arithmetic mean (i.e. average) of the given list of numbers.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">mean(list: list&lt;number&gt;): number
</code></pre>
<p>The parameter <code>list</code> can be passed as a list or as a sequence of elements.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">mean([1,2,3])
// 2

mean(1,2,3)
// 2
</code></pre>
`},{name:"median",type:"function",params:[{name:"list"}],info:`<p>Returns the median element of the given list of numbers.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">median(list: list&lt;number&gt;): number
</code></pre>
<p>The parameter <code>list</code> can be passed as a list or as a sequence of elements.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">median(8, 2, 5, 3, 4)
// 4

median([6, 1, 2, 3])
// 2.5
</code></pre>
`},{name:"stddev",type:"function",params:[{name:"list"}],info:`<p>Returns the standard deviation of the given list of numbers.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">stddev(list: list&lt;number&gt;): number
</code></pre>
<p>The parameter <code>list</code> can be passed as a list or as a sequence of elements.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">stddev(2, 4, 7, 5)
// 2.0816659994661326

stddev([2, 4, 7, 5])
// 2.0816659994661326
</code></pre>
`},{name:"mode",type:"function",params:[{name:"list"}],info:`<p>Returns the mode of the given list of numbers.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">mode(list: list&lt;number&gt;): number
</code></pre>
<p>The parameter <code>list</code> can be passed as a list or as a sequence of elements.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">mode(6, 3, 9, 6, 6)
// [6]

mode([6, 1, 9, 6, 1])
// [1, 6]
</code></pre>
`},{name:"all",type:"function",params:[{name:"list"}],info:`<p>Returns <code>false</code> if any element of the given list is <code>false</code>. Otherwise, returns <code>true</code>.</p>
<p>If the given list is empty, it returns <code>true</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">all(list: list&lt;boolean&gt;): boolean
</code></pre>
<p>The parameter <code>list</code> can be passed as a list or as a sequence of elements.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">all([true,false])
// false

all(false,null,true)
// false
</code></pre>
<p>:::info
The function <code>all()</code> replaced the previous function <code>and()</code>. The previous function is deprecated and
should not be used anymore.
:::</p>
`},{name:"any",type:"function",params:[{name:"list"}],info:`<p>Returns <code>true</code> if any element of the given list is <code>true</code>. Otherwise, returns <code>false</code>.</p>
<p>If the given list is empty, it returns <code>false</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">any(list: list&lt;boolean&gt;): boolean
</code></pre>
<p>The parameter <code>list</code> can be passed as a list or as a sequence of elements.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">any([false,true])
// true

any(false,null,true)
// true
</code></pre>
<p>:::info
The function <code>any()</code> replaced the previous function <code>or()</code>. The previous function is deprecated and
should not be used anymore.
:::</p>
`},{name:"sublist",type:"function",params:[{name:"list"},{name:"start position"}],info:`<p>Returns a partial list of the given value starting at <code>start position</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">sublist(list: list, start position: number): list
</code></pre>
<p>The <code>start position</code> starts at the index <code>1</code>. The last position is <code>-1</code>.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">sublist([1,2,3], 2)
// [2,3]
</code></pre>
`},{name:"sublist",type:"function",params:[{name:"list"},{name:"start position"},{name:"length"}],info:`<p>Returns a partial list of the given value starting at <code>start position</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">sublist(list: list, start position: number, length: number): list
</code></pre>
<p>The <code>start position</code> starts at the index <code>1</code>. The last position is <code>-1</code>.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">sublist([1,2,3], 1, 2)
// [1,2]
</code></pre>
`},{name:"append",type:"function",params:[{name:"list"},{name:"items"}],info:`<p>Returns the given list with all <code>items</code> appended.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">append(list: list, items: Any): list
</code></pre>
<p>The parameter <code>items</code> can be a single element or a sequence of elements.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">append([1], 2, 3)
// [1,2,3]
</code></pre>
`},{name:"concatenate",type:"function",params:[{name:"lists"}],info:`<p>Returns a list that includes all elements of the given lists.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">concatenate(lists: list): list
</code></pre>
<p>The parameter <code>lists</code> is a sequence of lists.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">concatenate([1,2],[3])
// [1,2,3]

concatenate([1],[2],[3])
// [1,2,3]
</code></pre>
`},{name:"insert before",type:"function",params:[{name:"list"},{name:"position"},{name:"newItem"}],info:`<p>Returns the given list with <code>newItem</code> inserted at <code>position</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">insert before(list: list, position: number, newItem: Any): list
</code></pre>
<p>The <code>position</code> starts at the index <code>1</code>. The last position is <code>-1</code>.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">insert before([1,3],1,2)
// [2,1,3]
</code></pre>
`},{name:"remove",type:"function",params:[{name:"list"},{name:"position"}],info:`<p>Returns the given list without the element at <code>position</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">remove(list: list, position: number): list
</code></pre>
<p>The <code>position</code> starts at the index <code>1</code>. The last position is <code>-1</code>.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">remove([1,2,3], 2)
// [1,3]
</code></pre>
`},{name:"reverse",type:"function",params:[{name:"list"}],info:`<p>Returns the given list in revered order.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">reverse(list: list): list
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">reverse([1,2,3])
// [3,2,1]
</code></pre>
`},{name:"index of",type:"function",params:[{name:"list"},{name:"match"}],info:`<p>Returns an ascending list of positions containing <code>match</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">index of(list: list, match: Any): list&lt;number&gt;
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">index of([1,2,3,2],2)
// [2,4]
</code></pre>
`},{name:"union",type:"function",params:[{name:"list"}],info:`<p>Returns a list that includes all elements of the given lists without duplicates.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">union(list: list): list
</code></pre>
<p>The parameter <code>list</code> is a sequence of lists.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">union([1,2],[2,3])
// [1,2,3]
</code></pre>
`},{name:"distinct values",type:"function",params:[{name:"list"}],info:`<p>Returns the given list without duplicates.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">distinct values(list: list): list
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">distinct values([1,2,3,2,1])
// [1,2,3]
</code></pre>
`},{name:"flatten",type:"function",params:[{name:"list"}],info:`<p>Returns a list that includes all elements of the given list without nested lists.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">flatten(list: list): list
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">flatten([[1,2],[[3]], 4])
// [1,2,3,4]
</code></pre>
`},{name:"sort",type:"function",params:[{name:"list"},{name:"precedes"}],info:`<p>Returns the given list sorted by the <code>precedes</code> function.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">sort(list: list, precedes: function&lt;(Any, Any) -&gt; boolean&gt;): list
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">sort(list: [3,1,4,5,2], precedes: function(x,y) x &lt; y)
// [1,2,3,4,5]
</code></pre>
`},{name:"string join",type:"function",params:[{name:"list"}],info:`<p>Joins a list of strings into a single string. This is similar to
Java&#39;s <a href="https://docs.oracle.com/en/java/javase/11/docs/api/java.base/java/util/stream/Collectors.html#joining(java.lang.CharSequence,java.lang.CharSequence,java.lang.CharSequence)">joining</a>
function.</p>
<p>If an item of the list is <code>null</code>, the item is ignored for the result string. If an item is
neither a string nor <code>null</code>, the function returns <code>null</code> instead of a string.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">string join(list: list&lt;string&gt;): string
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">string join([&quot;a&quot;,&quot;b&quot;,&quot;c&quot;])
// &quot;abc&quot;

string join([&quot;a&quot;,null,&quot;c&quot;])
// &quot;ac&quot;

string join([])
// &quot;&quot;
</code></pre>
`},{name:"string join",type:"function",params:[{name:"list"},{name:"delimiter"}],info:`<p>Joins a list of strings into a single string. This is similar to
Java&#39;s <a href="https://docs.oracle.com/en/java/javase/11/docs/api/java.base/java/util/stream/Collectors.html#joining(java.lang.CharSequence,java.lang.CharSequence,java.lang.CharSequence)">joining</a>
function.</p>
<p>If an item of the list is <code>null</code>, the item is ignored for the result string. If an item is
neither a string nor <code>null</code>, the function returns <code>null</code> instead of a string.</p>
<p>The resulting string contains a <code>delimiter</code> between each element.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">string join(list: list&lt;string&gt;, delimiter: string): string
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">string join([&quot;a&quot;], &quot;X&quot;)
// &quot;a&quot;

string join([&quot;a&quot;,&quot;b&quot;,&quot;c&quot;], &quot;, &quot;)
// &quot;a, b, c&quot;
</code></pre>
`},{name:"decimal",type:"function",params:[{name:"n"},{name:"scale"}],info:`<p>Rounds the given value at the given scale.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">decimal(n: number, scale: number): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">decimal(1/3, 2)
// .33

decimal(1.5, 0)
// 2
</code></pre>
`},{name:"floor",type:"function",params:[{name:"n"}],info:`<p>Rounds the given value with rounding mode flooring.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">floor(n: number): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">floor(1.5)
// 1

floor(-1.5)
// -2
</code></pre>
`},{name:"floor",type:"function",params:[{name:"n"},{name:"scale"}],info:`<p>Rounds the given value with rounding mode flooring at the given scale.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">floor(n: number, scale: number): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">floor(-1.56, 1)
// -1.6
</code></pre>
`},{name:"ceiling",type:"function",params:[{name:"n"}],info:`<p>Rounds the given value with rounding mode ceiling.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">ceiling(n: number): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">ceiling(1.5)
// 2

ceiling(-1.5)
// -1
</code></pre>
`},{name:"ceiling",type:"function",params:[{name:"n"},{name:"scale"}],info:`<p>Rounds the given value with rounding mode ceiling at the given scale.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">ceiling(n: number, scale: number): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">ceiling(-1.56, 1)
// -1.5
</code></pre>
`},{name:"round up",type:"function",params:[{name:"n"},{name:"scale"}],info:`<p>Rounds the given value with the rounding mode round-up at the given scale.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">round up(n: number, scale: number): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">round up(5.5)
// 6

round up(-5.5)
// -6

round up(1.121, 2)
// 1.13

round up(-1.126, 2)
// -1.13
</code></pre>
`},{name:"round down",type:"function",params:[{name:"n"},{name:"scale"}],info:`<p>Rounds the given value with the rounding mode round-down at the given scale.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">round down(n: number, scale: number): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">round down(5.5, 0)
// 5

round down (-5.5, 0)
// -5

round down (1.121, 2)
// 1.12

round down (-1.126, 2)
// -1.12
</code></pre>
`},{name:"round half up",type:"function",params:[{name:"n"},{name:"scale"}],info:`<p>Rounds the given value with the rounding mode round-half-up at the given scale.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">round half up(n: number, scale: number): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">round half up(5.5, 0)
// 6

round half up(-5.5, 0)
// -6

round half up(1.121, 2)
// 1.12

round half up(-1.126, 2)
// -1.13
</code></pre>
`},{name:"round half down",type:"function",params:[{name:"n"},{name:"scale"}],info:`<p>Rounds the given value with the rounding mode round-half-down at the given scale.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">round half down(n: number, scale: number): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">round half down (5.5, 0)
// 5

round half down (-5.5, 0)
// -5

round half down (1.121, 2)
// 1.12

round half down (-1.126, 2)
// -1.13
</code></pre>
`},{name:"abs",type:"function",params:[{name:"number"}],info:`<p>Returns the absolute value of the given numeric value.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">abs(number: number): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">abs(10)
// 10

abs(-10)
// 10
</code></pre>
`},{name:"modulo",type:"function",params:[{name:"dividend"},{name:"divisor"}],info:`<p>Returns the remainder of the division of dividend by divisor.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">modulo(dividend: number, divisor: number): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">modulo(12, 5)
// 2
</code></pre>
`},{name:"sqrt",type:"function",params:[{name:"number"}],info:`<p>Returns the square root of the given value.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">sqrt(number: number): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">sqrt(16)
// 4
</code></pre>
`},{name:"log",type:"function",params:[{name:"number"}],info:`<p>Returns the natural logarithm (base e) of the given value.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">log(number: number): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">log(10)
// 2.302585092994046
</code></pre>
`},{name:"exp",type:"function",params:[{name:"number"}],info:`<p>Returns the Euler’s number e raised to the power of the given number .</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">exp(number: number): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">exp(5)
// 148.4131591025766
</code></pre>
`},{name:"odd",type:"function",params:[{name:"number"}],info:`<p>Returns <code>true</code> if the given value is odd. Otherwise, returns <code>false</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">odd(number: number): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">odd(5)
// true

odd(2)
// false
</code></pre>
`},{name:"even",type:"function",params:[{name:"number"}],info:`<p>Returns <code>true</code> if the given is even. Otherwise, returns <code>false</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">even(number: number): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">even(5)
// false

even(2)
// true
</code></pre>
`},{name:"before",type:"function",params:[{name:"point1"},{name:"point2"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">before(point1: Any, point2: Any): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">before(1, 10)
// true

before(10, 1)
// false
</code></pre>
`},{name:"before",type:"function",params:[{name:"range"},{name:"point"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">before(range: range, point: Any): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">before([1..5], 10)
// true
</code></pre>
`},{name:"before",type:"function",params:[{name:"point"},{name:"range"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">before(point: Any, range: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">before(1, [2..5])
// true
</code></pre>
`},{name:"before",type:"function",params:[{name:"range1"},{name:"range2"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">before(range1: range, range2: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">before([1..5], [6..10])
// true

before([1..5),[5..10])
// true
</code></pre>
`},{name:"after",type:"function",params:[{name:"point1"},{name:"point2"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">after(point1: Any, point2: Any): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">after(10, 1)
// true

after(1, 10)
// false
</code></pre>
`},{name:"after",type:"function",params:[{name:"range"},{name:"point"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">after(range: range, point: Any): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">after([1..5], 10)
// false
</code></pre>
`},{name:"after",type:"function",params:[{name:"point"},{name:"range"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">after(point: Any, range: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">after(12, [2..5])
// true
</code></pre>
`},{name:"after",type:"function",params:[{name:"range1"},{name:"range2"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">after(range1: range, range2: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">after([6..10], [1..5])
// true

after([5..10], [1..5))
// true
</code></pre>
`},{name:"meets",type:"function",params:[{name:"range1"},{name:"range2"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">meets(range1: range, range2: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">meets([1..5], [5..10])
// true

meets([1..3], [4..6])
// false

meets([1..3], [3..5])
// true

meets([1..5], (5..8])
// false
</code></pre>
`},{name:"met by",type:"function",params:[{name:"range1"},{name:"range2"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">met by(range1: range, range2: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">met by([5..10], [1..5])
// true

met by([3..4], [1..2])
// false

met by([3..5], [1..3])
// true

met by((5..8], [1..5))
// false

met by([5..10], [1..5))
// false
</code></pre>
`},{name:"overlaps",type:"function",params:[{name:"range1"},{name:"range2"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">overlaps(range1: range, range2: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">overlaps([5..10], [1..6])
// true

overlaps((3..7], [1..4])
// true

overlaps([1..3], (3..6])
// false

overlaps((5..8], [1..5))
// false

overlaps([4..10], [1..5))
// true
</code></pre>
`},{name:"overlaps before",type:"function",params:[{name:"range1"},{name:"range2"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">overlaps before(range1: range, range2: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">overlaps before([1..5], [4..10])
// true

overlaps before([3..4], [1..2])
// false

overlaps before([1..3], (3..5])
// false

overlaps before([1..5), (3..8])
// true

overlaps before([1..5), [5..10])
// false
</code></pre>
`},{name:"overlaps after",type:"function",params:[{name:"range1"},{name:"range2"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">overlaps after(range1: range, range2: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">overlaps after([4..10], [1..5])
// true

overlaps after([3..4], [1..2])
// false

overlaps after([3..5], [1..3))
// false

overlaps after((5..8], [1..5))
// false

overlaps after([4..10], [1..5))
// true
</code></pre>
`},{name:"finishes",type:"function",params:[{name:"point"},{name:"range"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">finishes(point: Any, range: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">finishes(5, [1..5])
// true

finishes(10, [1..7])
// false
</code></pre>
`},{name:"finishes",type:"function",params:[{name:"range1"},{name:"range2"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">finishes(range1: range, range2: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">finishes([3..5], [1..5])
// true

finishes((1..5], [1..5))
// false

finishes([5..10], [1..10))
// false
</code></pre>
`},{name:"finished by",type:"function",params:[{name:"range"},{name:"point"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">finished by(range: range, point: Any): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">finished by([5..10], 10)
// true

finished by([3..4], 2)
// false
</code></pre>
`},{name:"finished by",type:"function",params:[{name:"range1"},{name:"range2"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">finished by(range1: range, range2: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">finished by([1..5], [3..5])
// true

finished by((5..8], [1..5))
// false

finished by([5..10], (1..10))
// false
</code></pre>
`},{name:"includes",type:"function",params:[{name:"range"},{name:"point"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">includes(range: range, point: Any): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">includes([5..10], 6)
// true

includes([3..4], 5)
// false
</code></pre>
`},{name:"includes",type:"function",params:[{name:"range1"},{name:"range2"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">includes(range1: range, range2: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">includes([1..10], [4..6])
// true

includes((5..8], [1..5))
// false

includes([1..10], [1..5))
// true
</code></pre>
`},{name:"during",type:"function",params:[{name:"point"},{name:"range"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">during(point: Any, range: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">during(5, [1..10])
// true

during(12, [1..10])
// false

during(1, (1..10])
// false
</code></pre>
`},{name:"during",type:"function",params:[{name:"range1"},{name:"range2"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">during(range1: range, range2: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">during([4..6], [1..10))
// true

during((1..5], (1..10])
// true
</code></pre>
`},{name:"starts",type:"function",params:[{name:"point"},{name:"range"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">starts(point: Any, range: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">starts(1, [1..5])
// true

starts(1, (1..8])
// false
</code></pre>
`},{name:"starts",type:"function",params:[{name:"range1"},{name:"range2"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">starts(range1: range, range2: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">starts((1..5], [1..5])
// false

starts([1..10], [1..5])
// false

starts((1..5), (1..10))
// true
</code></pre>
`},{name:"started by",type:"function",params:[{name:"range"},{name:"point"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">started by(range: range, point: Any): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">started by([1..10], 1)
// true

started by((1..10], 1)
// false
</code></pre>
`},{name:"started by",type:"function",params:[{name:"range1"},{name:"range2"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">started by(range1: range, range2: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">started by([1..10], [1..5])
// true

started by((1..10], [1..5))
// false

started by([1..10], [1..10))
// true
</code></pre>
`},{name:"coincides",type:"function",params:[{name:"point1"},{name:"point2"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">coincides(point1: Any, point2: Any): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">coincides(5, 5)
// true

coincides(3, 4)
// false
</code></pre>
`},{name:"coincides",type:"function",params:[{name:"range1"},{name:"range2"}],info:`<p><strong>Function signature</strong></p>
<pre><code class="language-feel">coincides(range1: range, range2: range): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">coincides([1..5], [1..5])
// true

coincides((1..5], [1..5))
// false

coincides([1..5], [2..6])
// false
</code></pre>
`},{name:"substring",type:"function",params:[{name:"string"},{name:"start position"}],info:`<p>Returns a substring of the given value starting at <code>start position</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">substring(string: string, start position: number): string
</code></pre>
<p>The <code>start position</code> starts at the index <code>1</code>. The last position is <code>-1</code>.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">substring(&quot;foobar&quot;, 3)
// &quot;obar&quot;

substring(&quot;foobar&quot;, -2)
// &quot;ar&quot;
</code></pre>
`},{name:"substring",type:"function",params:[{name:"string"},{name:"start position"},{name:"length"}],info:`<p>Returns a substring of the given value, starting at <code>start position</code> with the given <code>length</code>. If <code>length</code> is greater than
the remaining characters of the value, it returns all characters from <code>start position</code> until the end.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">substring(string: string, start position: number, length: number): string
</code></pre>
<p>The <code>start position</code> starts at the index <code>1</code>. The last position is <code>-1</code>.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">substring(&quot;foobar&quot;, 3, 3)
// &quot;oba&quot;

substring(&quot;foobar&quot;, -3, 2)
// &quot;ba&quot;

substring(&quot;foobar&quot;, 3, 10)
// &quot;obar&quot;
</code></pre>
`},{name:"string length",type:"function",params:[{name:"string"}],info:`<p>Returns the number of characters in the given value.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">string length(string: string): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">string length(&quot;foo&quot;)
// 3
</code></pre>
`},{name:"upper case",type:"function",params:[{name:"string"}],info:`<p>Returns the given value with all characters are uppercase.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">upper case(string: string): string
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">upper case(&quot;aBc4&quot;)
// &quot;ABC4&quot;
</code></pre>
`},{name:"lower case",type:"function",params:[{name:"string"}],info:`<p>Returns the given value with all characters are lowercase.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">lower case(string: string): string
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">lower case(&quot;aBc4&quot;)
// &quot;abc4&quot;
</code></pre>
`},{name:"substring before",type:"function",params:[{name:"string"},{name:"match"}],info:`<p>Returns a substring of the given value that contains all characters before <code>match</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">substring before(string: string, match: string): string
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">substring before(&quot;foobar&quot;, &quot;bar&quot;)
// &quot;foo&quot;
</code></pre>
`},{name:"substring after",type:"function",params:[{name:"string"},{name:"match"}],info:`<p>Returns a substring of the given value that contains all characters after <code>match</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">substring after(string: string, match: string): string
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">substring after(&quot;foobar&quot;, &quot;ob&quot;)
// &quot;ar&quot;
</code></pre>
`},{name:"contains",type:"function",params:[{name:"string"},{name:"match"}],info:`<p>Returns <code>true</code> if the given value contains the substring <code>match</code>. Otherwise, returns <code>false</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">contains(string: string, match: string): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">contains(&quot;foobar&quot;, &quot;of&quot;)
// false
</code></pre>
`},{name:"starts with",type:"function",params:[{name:"string"},{name:"match"}],info:`<p>Returns <code>true</code> if the given value starts with the substring <code>match</code>. Otherwise, returns <code>false</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">starts with(string: string, match: string): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">starts with(&quot;foobar&quot;, &quot;fo&quot;)
// true
</code></pre>
`},{name:"ends with",type:"function",params:[{name:"string"},{name:"match"}],info:`<p>Returns <code>true</code> if the given value ends with the substring <code>match</code>. Otherwise, returns <code>false</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">ends with(string: string, match: string): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">ends with(&quot;foobar&quot;, &quot;r&quot;)
// true
</code></pre>
`},{name:"matches",type:"function",params:[{name:"input"},{name:"pattern"}],info:`<p>Returns <code>true</code> if the given value matches the <code>pattern</code>. Otherwise, returns <code>false</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">matches(input: string, pattern: string): boolean
</code></pre>
<p>The <code>pattern</code> is a string that contains a regular expression.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">matches(&quot;foobar&quot;, &quot;^fo*bar&quot;)
// true
</code></pre>
`},{name:"matches",type:"function",params:[{name:"input"},{name:"pattern"},{name:"flags"}],info:`<p>Returns <code>true</code> if the given value matches the <code>pattern</code>. Otherwise, returns <code>false</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">matches(input: string, pattern: string, flags: string): boolean
</code></pre>
<p>The <code>pattern</code> is a string that contains a regular expression.</p>
<p>The <code>flags</code> can contain one or more of the following characters:</p>
<ul>
<li><code>s</code> (dot-all)</li>
<li><code>m</code> (multi-line)</li>
<li><code>i</code> (case insensitive)</li>
<li><code>x</code> (comments)</li>
</ul>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">matches(&quot;FooBar&quot;, &quot;foo&quot;, &quot;i&quot;)
// true
</code></pre>
`},{name:"replace",type:"function",params:[{name:"input"},{name:"pattern"},{name:"replacement"}],info:`<p>Returns the resulting string after replacing all occurrences of <code>pattern</code> with <code>replacement</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">replace(input: string, pattern: string, replacement: string): string
</code></pre>
<p>The <code>pattern</code> is a string that contains a regular expression.</p>
<p>The <code>replacement</code> can access the match groups by using <code>$</code> and the number of the group, for example,
<code>$1</code> to access the first group.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">replace(&quot;abcd&quot;, &quot;(ab)|(a)&quot;, &quot;[1=$1][2=$2]&quot;)
// &quot;[1=ab][2=]cd&quot;

replace(&quot;0123456789&quot;, &quot;(\\d{3})(\\d{3})(\\d{4})&quot;, &quot;($1) $2-$3&quot;)
// &quot;(012) 345-6789&quot;
</code></pre>
`},{name:"replace",type:"function",params:[{name:"input"},{name:"pattern"},{name:"replacement"},{name:"flags"}],info:`<p>Returns the resulting string after replacing all occurrences of <code>pattern</code> with <code>replacement</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">replace(input: string, pattern: string, replacement: string, flags: string): string
</code></pre>
<p>The <code>pattern</code> is a string that contains a regular expression.</p>
<p>The <code>replacement</code> can access the match groups by using <code>$</code> and the number of the group, for example,
<code>$1</code> to access the first group.</p>
<p>The <code>flags</code> can contain one or more of the following characters:</p>
<ul>
<li><code>s</code> (dot-all)</li>
<li><code>m</code> (multi-line)</li>
<li><code>i</code> (case insensitive)</li>
<li><code>x</code> (comments)</li>
</ul>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">replace(&quot;How do you feel?&quot;, &quot;Feel&quot;, &quot;FEEL&quot;, &quot;i&quot;)
// &quot;How do you FEEL?&quot;
</code></pre>
`},{name:"split",type:"function",params:[{name:"string"},{name:"delimiter"}],info:`<p>Splits the given value into a list of substrings, breaking at each occurrence of the <code>delimiter</code> pattern.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">split(string: string, delimiter: string): list&lt;string&gt;
</code></pre>
<p>The <code>delimiter</code> is a string that contains a regular expression.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">split(&quot;John Doe&quot;, &quot;\\s&quot; )
// [&quot;John&quot;, &quot;Doe&quot;]

split(&quot;a;b;c;;&quot;, &quot;;&quot;)
// [&quot;a&quot;, &quot;b&quot;, &quot;c&quot;, &quot;&quot;, &quot;&quot;]
</code></pre>
`},{name:"now",type:"function",params:[],info:`<p>Returns the current date and time including the timezone.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">now(): date and time
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">now()
// date and time(&quot;2020-07-31T14:27:30@Europe/Berlin&quot;)
</code></pre>
`},{name:"today",type:"function",params:[],info:`<p>Returns the current date.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">today(): date
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">today()
// date(&quot;2020-07-31&quot;)
</code></pre>
`},{name:"day of week",type:"function",params:[{name:"date"}],info:`<p>Returns the day of the week according to the Gregorian calendar. Note that it always returns the English name of the day.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">day of week(date: date): string
</code></pre>
<pre><code class="language-feel">day of week(date: date and time): string
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">day of week(date(&quot;2019-09-17&quot;))
// &quot;Tuesday&quot;

day of week(date and time(&quot;2019-09-17T12:00:00&quot;))
// &quot;Tuesday&quot;
</code></pre>
`},{name:"day of year",type:"function",params:[{name:"date"}],info:`<p>Returns the Gregorian number of the day within the year.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">day of year(date: date): number
</code></pre>
<pre><code class="language-feel">day of year(date: date and time): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">day of year(date(&quot;2019-09-17&quot;))
// 260

day of year(date and time(&quot;2019-09-17T12:00:00&quot;))
// 260
</code></pre>
`},{name:"week of year",type:"function",params:[{name:"date"}],info:`<p>Returns the Gregorian number of the week within the year, according to ISO 8601.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">week of year(date: date): number
</code></pre>
<pre><code class="language-feel">week of year(date: date and time): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">week of year(date(&quot;2019-09-17&quot;))
// 38

week of year(date and time(&quot;2019-09-17T12:00:00&quot;))
// 38
</code></pre>
`},{name:"month of year",type:"function",params:[{name:"date"}],info:`<p>Returns the month of the year according to the Gregorian calendar. Note that it always returns the English name of the month.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">month of year(date: date): string
</code></pre>
<pre><code class="language-feel">month of year(date: date and time): string
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">month of year(date(&quot;2019-09-17&quot;))
// &quot;September&quot;

month of year(date and time(&quot;2019-09-17T12:00:00&quot;))
// &quot;September&quot;
</code></pre>
`},{name:"abs",type:"function",params:[{name:"n"}],info:`<p>Returns the absolute value of a given duration.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">abs(n: days and time duration): days and time duration
</code></pre>
<pre><code class="language-feel">abs(n: years and months duration): years and months duration
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">abs(duration(&quot;-PT5H&quot;))
// &quot;duration(&quot;PT5H&quot;)&quot;

abs(duration(&quot;PT5H&quot;))
// &quot;duration(&quot;PT5H&quot;)&quot;

abs(duration(&quot;-P2M&quot;))
// duration(&quot;P2M&quot;)
</code></pre>
`}],Zr=[{name:"fromAi",type:"function",params:[{name:"value"}],info:`<p><em>Camunda Extension</em></p>
<p>Returns the unmodified <code>value</code> parameter, which must be a FEEL variable reference in the form <code>toolCall.&lt;parameterName&gt;</code> (for example, <code>toolCall.userId</code>).</p>
<ul>
<li>The purpose of this function is solely to tag the value as being generated by an AI integration.</li>
<li>The actual handling is not performed by the FEEL engine, but by a custom integration such as a connector or a job worker.</li>
</ul>
<p>The main use case of this function is for <a href="https://docs.camunda.io/docs/components/connectors/out-of-the-box-connectors/agentic-ai-aiagent-tool-definitions">tool definitions</a> used by the <a href="https://docs.camunda.io/docs/components/connectors/out-of-the-box-connectors/agentic-ai-aiagent">AI Agent connector</a>.</p>
<p>See the following function overloads for additional function parameters.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">fromAi(value: Any): Any
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">fromAi(toolCall.searchQuery)
// toolCall.searchQuery contents

fromAi(toolCall.userId)
// toolCall.userId contents
</code></pre>
`,engines:{camunda:">=8.8"}},{name:"fromAi",type:"function",params:[{name:"value"},{name:"description"}],info:`<p><em>Camunda Extension</em></p>
<p>Returns the unmodified <code>value</code> parameter, which must be a FEEL variable reference in the form <code>toolCall.&lt;parameterName&gt;</code> (for example, <code>toolCall.userId</code>).</p>
<p>In addition to the previous overload, it also accepts an optional <code>description</code> parameter to provide a textual description of the value. The description must be <code>null</code> or a string constant.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">fromAi(value: Any, description: string): Any
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">fromAi(toolCall.searchQuery, &quot;The search query used to find the best match.&quot;)
// toolCall.searchQuery contents

fromAi(toolCall.searchQuery, null)
// toolCall.searchQuery contents
</code></pre>
`,engines:{camunda:">=8.8"}},{name:"fromAi",type:"function",params:[{name:"value"},{name:"description"},{name:"type"}],info:`<p><em>Camunda Extension</em></p>
<p>Returns the unmodified <code>value</code> parameter, which must be a FEEL variable reference in the form <code>toolCall.&lt;parameterName&gt;</code> (for example, <code>toolCall.userId</code>).</p>
<p>In addition to the previous overload, it also accepts an optional <code>type</code> parameter to provide type information about the value. The type must be <code>null</code> or a string constant.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">fromAi(value: Any, description: string, type: string): Any
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">fromAi(toolCall.searchQuery, &quot;The search query used to find the best match.&quot;, &quot;string&quot;)
// toolCall.searchQuery contents

fromAi(toolCall.userId, &quot;The user&#39;s ID&quot;, &quot;number&quot;)
// toolCall.userId contents

fromAi(toolCall.userId, null, &quot;number&quot;)
// toolCall.userId contents

fromAi(value: toolCall.userId, type: &quot;number&quot;)
// toolCall.userId contents
</code></pre>
`,engines:{camunda:">=8.8"}},{name:"fromAi",type:"function",params:[{name:"value"},{name:"description"},{name:"type"},{name:"schema"}],info:`<p><em>Camunda Extension</em></p>
<p>Returns the unmodified <code>value</code> parameter, which must be a FEEL variable reference in the form <code>toolCall.&lt;parameterName&gt;</code> (for example, <code>toolCall.userId</code>).</p>
<p>In addition to the previous overload, it also accepts an optional <code>schema</code> parameter to provide a (partial) <a href="https://json-schema.org/">JSON schema</a> for the value.</p>
<ul>
<li>The schema must be <code>null</code> or a context (map) containing only constant values. For example, function calls within the schema are not supported.</li>
<li>The schema is not validated by the FEEL engine but might be by a custom integration consuming the information.</li>
<li>From the engine side it is possible to specify both a <code>type</code> and a <code>schema</code>, and it depends on the integration as to which value takes precedence. The <a href="https://docs.camunda.io/docs/components/connectors/out-of-the-box-connectors/agentic-ai-aiagent">AI Agent connector</a> will override any type specified in the schema if the <code>type</code> parameter is also provided.</li>
</ul>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">fromAi(value: Any, description: string, type: string, schema: context): Any
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">fromAi(toolCall.documentType, &quot;The document type to provide&quot;, &quot;string&quot;, {
  enum: [&quot;invoice&quot;, &quot;receipt&quot;, &quot;contract&quot;]
})
// toolCall.documentType contents

fromAi(value: toolCall.documentType, description: &quot;The document type to provide&quot;, schema: {
  type: &quot;string&quot;,
  enum: [&quot;invoice&quot;, &quot;receipt&quot;, &quot;contract&quot;]
})
// toolCall.documentType contents

fromAi(toolCall.tags, &quot;Tags to apply to the blog post&quot;, &quot;array&quot;, {
  items: {
    type: &quot;string&quot;
  }
})
// toolCall.tags contents
</code></pre>
`,engines:{camunda:">=8.8"}},{name:"fromAi",type:"function",params:[{name:"value"},{name:"description"},{name:"type"},{name:"schema"},{name:"options"}],info:`<p><em>Camunda Extension</em></p>
<p>Returns the unmodified <code>value</code> parameter, which must be a FEEL variable reference in the form <code>toolCall.&lt;parameterName&gt;</code> (for example, <code>toolCall.userId</code>).</p>
<p>In addition to the previous overload, it also accepts an optional <code>options</code> parameter to provide additional options for the integration handling the value definition.</p>
<ul>
<li>The options parameter must be <code>null</code> or a context (map) containing only constant values. For example, function calls within options are not supported.</li>
</ul>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">fromAi(value: Any, description: string, type: string, schema: context, options: context): Any
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">fromAi(toolCall.documentType, &quot;The document type to provide&quot;, &quot;string&quot;, null, {
  required: false
})
// toolCall.documentType contents

fromAi(value: toolCall.documentType, options: {
  required: false
})
// toolCall.documentType contents
</code></pre>
`,engines:{camunda:">=8.8"}},{name:"is defined",type:"function",params:[{name:"value"}],info:`<p><em>Camunda Extension</em></p>
<p>Checks if a given value is not <code>null</code>. If the value is <code>null</code> then the function returns <code>false</code>.
Otherwise, the function returns <code>true</code>.</p>
<p>The function requires one argument. Calling <code>is defined()</code> without an argument is invalid.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">is defined(value: Any): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">is defined(1)
// true

is defined(null)
// false

is defined(x)
// false - if no variable &quot;x&quot; exists

is defined(x.y)
// false - if no variable &quot;x&quot; exists or it doesn&#39;t have a property &quot;y&quot;

is defined()
// error - expected one argument
</code></pre>
<p>:::caution Breaking change</p>
<p>This function worked differently in previous versions. It returned <code>true</code> if the value was <code>null</code>.
Since this version, the function returns <code>false</code> if the value is <code>null</code>.</p>
<p>:::</p>
`},{name:"get or else",type:"function",params:[{name:"value"},{name:"default"}],info:`<p><em>Camunda Extension</em></p>
<p>Return the provided value parameter if not <code>null</code>, otherwise return the default parameter</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">get or else(value: Any, default: Any): Any
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">get or else(&quot;this&quot;, &quot;default&quot;)
// &quot;this&quot;

get or else(null, &quot;default&quot;)
// &quot;default&quot;

get or else(null, null)
// null
</code></pre>
`,engines:{camunda:">=8.3"}},{name:"assert",type:"function",params:[{name:"value"},{name:"condition"}],info:`<p><em>Camunda Extension</em></p>
<p>Verify that the given condition is met. If the condition is <code>true</code>, the function returns the value.
Otherwise, the evaluation fails with an error.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">assert(value: Any, condition: Any)
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">assert(x, x != null)
// &quot;value&quot; - if x is &quot;value&quot;
// error - if x is null or doesn&#39;t exist

assert(x, x &gt;= 0)
// 4 - if x is 4
// error - if x is less than zero
</code></pre>
`,engines:{camunda:">=8.3"}},{name:"assert",type:"function",params:[{name:"value"},{name:"condition"},{name:"cause"}],info:`<p><em>Camunda Extension</em></p>
<p>Verify that the given condition is met. If the condition is <code>true</code>, the function returns the value.
Otherwise, the evaluation fails with an error containing the given message.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">assert(value: Any, condition: Any, cause: String)
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">assert(x, x != null, &quot;&#39;x&#39; should not be null&quot;)
// &quot;value&quot; - if x is &quot;value&quot;
// error(&#39;x&#39; should not be null) - if x is null or doesn&#39;t exist

assert(x, x &gt;= 0, &quot;&#39;x&#39; should be positive&quot;)
// 4 - if x is 4
// error(&#39;x&#39; should be positive) - if x is less than zero
</code></pre>
`,engines:{camunda:">=8.3"}},{name:"get value",type:"function",params:[{name:"context"},{name:"keys"}],info:`<p><em>Camunda Extension</em></p>
<p>Returns the value of the context entry for a context path defined by the given keys.</p>
<p>If <code>keys</code> contains the keys <code>[k1, k2]</code> then it returns the value at the nested entry <code>k1.k2</code> of the context.</p>
<p>If <code>keys</code> are empty or the nested entry defined by the keys doesn&#39;t exist in the context, it returns <code>null</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">get value(context: context, keys: list&lt;string&gt;): Any
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">get value({x:1, y: {z:0}}, [&quot;y&quot;, &quot;z&quot;])
// 0

get value({x: {y: {z:0}}}, [&quot;x&quot;, &quot;y&quot;])
// {z:0}

get value({a: {b: 3}}, [&quot;b&quot;])
// null
</code></pre>
`},{name:"context put",type:"function",params:[{name:"context"},{name:"key"},{name:"value"}],info:`<p>Adds a new entry with the given key and value to the context. Returns a new context that includes the entry.</p>
<p>If an entry for the same key already exists in the context, it overrides the value.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">context put(context: context, key: string, value: Any): context
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">context put({x:1}, &quot;y&quot;, 2)
// {x:1, y:2}
</code></pre>
<p>:::info
The function <code>context put()</code> replaced the previous function <code>put()</code> (Camunda Extension). The
previous function is deprecated and should not be used anymore.
:::</p>
`},{name:"context merge",type:"function",params:[{name:"contexts"}],info:`<p>Union the given contexts. Returns a new context that includes all entries of the given contexts.</p>
<p>If an entry for the same key already exists in a context, it overrides the value. The entries are overridden in the same order as in the list of contexts.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">context merge(contexts: list&lt;context&gt;): context
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">context merge([{x:1}, {y:2}])
// {x:1, y:2}

context merge([{x:1, y: 0}, {y:2}])
// {x:1, y:2}
</code></pre>
<p>:::info
The function <code>context merge()</code> replaced the previous function <code>put all()</code> (Camunda Extension). The
previous function is deprecated and should not be used anymore.
:::</p>
`,engines:{camunda:">=8.2"}},{name:"date and time",type:"function",params:[{name:"date"},{name:"timezone"}],info:`<p><em>Camunda Extension</em></p>
<p>Returns the given date and time value at the given timezone.</p>
<p>If <code>date</code> has a different timezone than <code>timezone</code> then it adjusts the time to match the local time of <code>timezone</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">date and time(date: date and time, timezone: string): date and time
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">date and time(@&quot;2020-07-31T14:27:30@Europe/Berlin&quot;, &quot;America/Los_Angeles&quot;)
// date and time(&quot;2020-07-31T05:27:30@America/Los_Angeles&quot;)

date and time(@&quot;2020-07-31T14:27:30&quot;, &quot;Z&quot;)
// date and time(&quot;2020-07-31T12:27:30Z&quot;)
</code></pre>
`},{name:"duplicate values",type:"function",params:[{name:"list"}],info:`<p><em>Camunda Extension</em></p>
<p>Returns all duplicate values of the given list.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">duplicate values(list: list): list
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">duplicate values([1,2,3,2,1])
// [1,2]
</code></pre>
`,engines:{camunda:">=8.3"}},{name:"string join",type:"function",params:[{name:"list"},{name:"delimiter"},{name:"prefix"},{name:"suffix"}],info:`<p><em>Camunda Extension</em></p>
<p>Joins a list of strings into a single string. This is similar to
Java&#39;s <a href="https://docs.oracle.com/en/java/javase/11/docs/api/java.base/java/util/stream/Collectors.html#joining(java.lang.CharSequence,java.lang.CharSequence,java.lang.CharSequence)">joining</a>
function.</p>
<p>If an item of the list is <code>null</code>, the item is ignored for the result string. If an item is
neither a string nor <code>null</code>, the function returns <code>null</code> instead of a string.</p>
<p>The resulting string starts with <code>prefix</code>, contains a <code>delimiter</code> between each element, and ends
with <code>suffix</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">string join(list: list&lt;string&gt;, delimiter: string, prefix: string, suffix: string): string
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">string join([&quot;a&quot;,&quot;b&quot;,&quot;c&quot;], &quot;, &quot;, &quot;[&quot;, &quot;]&quot;)
// &quot;[a, b, c]&quot;
</code></pre>
`},{name:"is empty",type:"function",params:[{name:"list"}],info:`<p><em>Camunda Extension</em></p>
<p>Returns <code>true</code> if the given list is empty. Otherwise, returns <code>false</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">is empty(list: list): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">is empty([])
// true

is empty([1,2,3])
// false
</code></pre>
`,engines:{camunda:">=8.6"}},{name:"partition",type:"function",params:[{name:"list"},{name:"size"}],info:`<p><em>Camunda Extension</em></p>
<p>Returns consecutive sublists of a list, each of the same size (the final list may be smaller).</p>
<p>If <code>size</code> is less than <code>0</code>, it returns <code>null</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">partition(list: list, size: number): list
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">partition([1,2,3,4,5], 2)
// [[1,2], [3,4], [5]]

partition([], 2)
// []

partition([1,2], 0)
// null
</code></pre>
`,engines:{camunda:">=8.7"}},{name:"random number",type:"function",params:[],info:`<p><em>Camunda Extension</em></p>
<p>Returns a random number between <code>0</code> and <code>1</code>.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">random number(): number
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">random number()
// 0.9701618132579795
</code></pre>
`,engines:{camunda:">=8.2"}},{name:"extract",type:"function",params:[{name:"string"},{name:"pattern"}],info:`<p><em>Camunda Extension</em></p>
<p>Returns all matches of the pattern in the given string. Returns an empty list if the pattern doesn&#39;t
match.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">extract(string: string, pattern: string): list&lt;string&gt;
</code></pre>
<p>The <code>pattern</code> is a string that contains a regular expression.</p>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">extract(&quot;references are 1234, 1256, 1378&quot;, &quot;12[0-9]*&quot;)
// [&quot;1234&quot;,&quot;1256&quot;]
</code></pre>
`},{name:"trim",type:"function",params:[{name:"string"}],info:`<p><em>Camunda Extension</em></p>
<p>Returns the given string without leading and trailing spaces.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">trim(string: string): string
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">trim(&quot;  hello world  &quot;)
// &quot;hello world&quot;

trim(&quot;hello   world &quot;)
// &quot;hello   world&quot;
</code></pre>
`,engines:{camunda:">=8.6"}},{name:"uuid",type:"function",params:[],info:`<p><em>Camunda Extension</em></p>
<p>Returns a UUID (Universally Unique Identifier) with 36 characters.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">uuid(): string
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">uuid()
// &quot;7793aab1-d761-4d38-916b-b7270e309894&quot;
</code></pre>
`,engines:{camunda:">=8.6"}},{name:"to base64",type:"function",params:[{name:"value"}],info:`<p><em>Camunda Extension</em></p>
<p>Returns the given string encoded in Base64 format.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">to base64(value: string): string
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">to base64(&quot;FEEL&quot;)
// &quot;RkVFTA==&quot;
</code></pre>
`,engines:{camunda:">=8.6"}},{name:"from base64",type:"function",params:[{name:"value"}],info:`<p><em>Camunda Extension</em></p>
<p>Returns the given Base64 encoded string decoded to a plain string.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">from base64(value: string): string
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">from base64(&quot;RkVFTA==&quot;)
// &quot;FEEL&quot;
</code></pre>
`,engines:{camunda:">=8.9"}},{name:"is blank",type:"function",params:[{name:"string"}],info:`<p><em>Camunda Extension</em></p>
<p>Returns <code>true</code> if the given string is blank (empty or contains only whitespaces).</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">is blank(string: string): boolean
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">is blank(&quot;&quot;)
// true

is blank(&quot; &quot;)
// true

is blank(&quot;hello world&quot;)
// false
</code></pre>
`,engines:{camunda:">=8.8"}},{name:"last day of month",type:"function",params:[{name:"date"}],info:`<p><em>Camunda Extension</em></p>
<p>Takes the month of the given date or date-time value and returns the last day of this month.</p>
<p><strong>Function signature</strong></p>
<pre><code class="language-feel">last day of month(date: date): date
</code></pre>
<pre><code class="language-feel">last day of month(date: date and time): date
</code></pre>
<p><strong>Examples</strong></p>
<pre><code class="language-feel">last day of month(date(&quot;2022-10-01&quot;))
// date(&quot;2022-10-31&quot;))

last day of month(date and time(&quot;2022-10-16T12:00:00&quot;))
// date(&quot;2022-10-31&quot;))
</code></pre>
`,engines:{camunda:">=8.2"}}],Yt=[...Qr,...Zr];var eo=M.theme({"& .cm-content":{padding:"0px"},"& .cm-line":{padding:"0px"},"&.cm-editor.cm-focused":{outline:"none"},"& .cm-completionInfo":{whiteSpace:"pre-wrap",overflow:"hidden",textOverflow:"ellipsis"},"&.cm-editor":{height:"100%"},"& .cm-completionInfo > *":{whiteSpace:"normal"},"& .cm-completionInfo ul":{margin:0,paddingLeft:"15px"},"& .cm-completionInfo pre":{marginBottom:0,whiteSpace:"pre-wrap"},"& .cm-completionInfo p":{marginTop:0},"& .cm-completionInfo p:not(:last-of-type)":{marginBottom:0}}),no=[eo,Tn];function Jt(e){return e&&e.from===e.to}function to(e,n){let t=e.nextSibling;return Jt(e)||t&&t.from===n&&Jt(t)}function ro(e){return e&&e.parent&&e.parent.name==="VariableName"}function ue(e){return e?e.name==="PathExpression"?!0:ue(e.parent):!1}function oo({variables:e}){return n=>{let t=Q(n.state).resolve(n.pos,-1);if(!ue(t))return null;let r=ao(t),a=t===r||t.name==="."?n.pos:t.from,p=hn(r,n),i=e;for(var s=0;s<p.length-1;s++){var c=i.find(l=>l.name===p[s].name);if(!c||c.isList!=="optional"&&!!c.isList!==p[s].isList)return null;i=c.entries}if(!i)return null;let u=i.map(l=>({label:l.name,type:"variable",info:l.info,detail:l.detail}));return{from:a,options:u}}}function ao(e){for(;e;){if(e.name==="PathExpression")return e;e=e.parent}}function hn(e,n){let t=[];for(let r=e.firstChild;r;r=r.nextSibling)r.name!=="."&&(r.name==="PathExpression"?t.push(...hn(r,n)):r.name==="FilterExpression"?t.push(...so(r,n)):t.push({name:Kt(r,n),isList:!1}));return t}function so(e,n){let t=e.firstChild;if(t.name==="PathExpression"){let r=hn(t,n),a=r[r.length-1];return a.isList=!0,r}return[{name:Kt(t,n),isList:!0}]}function Kt(e,n){return n.state.sliceDoc(e.from,e.to)}function io({variables:e=[],builtins:n=[]}){let t=co(e,n),r=/^[\w ]*$/;return t.length?a=>{let{pos:p,state:i}=a,s=Q(i).resolve(p,-1);if(to(s,p))return ue(s)?null:a.explicit?{from:p,options:t,validFor:r}:null;if(!ro(s)||ue(s))return null;let c=typeof a.matchBefore=="function"?a.matchBefore(/\w[\w ]*$/):null;return{from:c?c.from:s.from,options:t,validFor:r}}:a=>null}function co(e,n){return[].concat(e.map(t=>Wt(t)),n.map(t=>Wt(t)))}function Wt(e,n){return e.type==="function"?uo(e,n):{label:e.name,type:"variable",info:e.info,detail:e.detail,boost:n}}function uo(e,n){let{name:t,info:r,detail:a,params:p=[]}=e,i=p.map(({name:o,type:l},g)=>({name:o||`param ${g+1}`,type:l})),s=`${t}(${i.map(o=>"${"+o.name+"}").join(", ")})`,c=i.map(({name:o,type:l})=>l?`${o}: ${l}`:o).join(", "),u=`${t}(${c})`;return $n(s,{label:u,type:"function",info:r,detail:a,boost:n})}function lo(){return Sn(An)}function po({variables:e=[],builtins:n=[]}){return[oo({variables:e}),io({variables:e,builtins:n}),lo(),...Ln]}function go(e){return On(e)}function fo(e){return e.slice().reverse().reduce((n,t)=>(n[t.name]=()=>{},n),{})}function mo({builtins:e=[],engines:n}={}){return kn(Ht({builtins:e,engines:n}))}var Qt=Y.define(),Zt=Y.define(),er=Y.define(),nr=Y.define(),tr=Y.define();function En({dialect:e="expression",parserDialect:n,variables:t=[],builtins:r=[],engines:a,completions:p}){let i=fo([...t,...r]),s=p??po({builtins:ho(r,a),variables:t});return[er.of(e),Qt.of(r),Zt.of(t),nr.of(n),tr.of(a),go({dialect:e,parserDialect:n,context:i,completions:s}),mo({builtins:r,engines:a})]}function ho(e,n){return!n||!Object.keys(n).length?e:e.filter(t=>!t.engines||ie(t.engines,n))}function rr(e){let n=e.facet(Qt)[0],t=e.facet(Zt)[0],r=e.facet(er)[0],a=e.facet(nr)[0],p=e.facet(tr)[0];return{builtins:n,variables:t,dialect:r,parserDialect:a,engines:p}}var Eo=Yt.map(e=>({...e,info:()=>vn(e.info)})),qn=new fe,or=new fe;function H({extensions:e=[],dialect:n="expression",parserDialect:t,container:r,contentAttributes:a={},tooltipContainer:p,onChange:i=()=>{},onKeyDown:s=()=>{},onLint:c=()=>{},placeholder:u="",readOnly:o=!1,value:l="",builtins:g=Eo,variables:d=[],engines:w}){this._events=_n();let m=M.updateListener.of(S=>{S.docChanged&&i(S.state.doc.toString())}),R=M.updateListener.of(S=>{let j=S.transactions.flatMap(A=>A.effects).filter(A=>A.is(jn));if(!j.length)return;let N=j.flatMap(A=>A.value);this._events.emit("lint",{diagnostics:N})}),F=M.domEventObservers({keydown:s});typeof p=="string"&&(p=document.querySelector(p));let O=p?xn({tooltipSpace:function(){return p.getBoundingClientRect()}}):[],$=[Nn(),qn.of(En({dialect:n,builtins:g,variables:d,parserDialect:t,engines:w})),In(),Rn(),Cn(),M.contentAttributes.of(a),m,F,bn.of([...Pn]),R,O,or.of(me(u)),no,...e];return o&&$.push(M.editable.of(!1)),this.on("lint",({diagnostics:S})=>c(S)),this._cmEditor=new M({state:yn.create({doc:l,extensions:$}),parent:r}),this}H.prototype.setValue=function(e){this._cmEditor.dispatch({changes:{from:0,to:this._cmEditor.state.doc.length,insert:e}})};H.prototype.focus=function(e){let n=this._cmEditor;if(n.contentDOM.focus(),n.focus(),typeof e=="number"){let t=n.state.doc.length;n.dispatch({selection:{anchor:e<=t?e:t}})}};H.prototype.on=function(e,n){this._events.on(e,n)};H.prototype.off=function(e,n){this._events.off(e,n)};H.prototype.getSelection=function(){return this._cmEditor.state.selection};H.prototype.setVariables=function(e){let n=rr(this._cmEditor.state);this._cmEditor.dispatch({effects:[qn.reconfigure(En({...n,variables:e}))]})};H.prototype.setEngines=function(e){let n=rr(this._cmEditor.state);this._cmEditor.dispatch({effects:[qn.reconfigure(En({...n,engines:e}))]}),Dn(this._cmEditor)};H.prototype.setPlaceholder=function(e){this._cmEditor.dispatch({effects:or.reconfigure(me(e))})};export{_n as a,Ht as b,H as c};
