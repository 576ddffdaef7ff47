"""The bibliography: every work that a specification or a printed form cites, by its key."""

from verifier.language import Work

ARTICLES = (
    Work(
        "robbins1951",
        "Herbert Robbins and Sutton Monro",
        "A stochastic approximation method",
        1951,
        "Annals of Mathematical Statistics 22(3), 400-407",
    ),
    Work(
        "polyak1964",
        "Boris T. Polyak",
        "Some methods of speeding up the convergence of iteration methods",
        1964,
        "USSR Computational Mathematics and Mathematical Physics 4(5), 1-17",
    ),
    Work(
        "nesterov1983",
        "Yurii Nesterov",
        "A method for solving the convex programming problem with convergence rate O(1/k²)",
        1983,
        "Soviet Mathematics Doklady 27(2), 372-376",
    ),
    Work(
        "polyak1992",
        "Boris T. Polyak and Anatoli B. Juditsky",
        "Acceleration of stochastic approximation by averaging",
        1992,
        "SIAM Journal on Control and Optimization 30(4), 838-855",
    ),
    Work(
        "riedmiller1993",
        "Martin Riedmiller and Heinrich Braun",
        "A direct adaptive method for faster backpropagation learning: the RPROP algorithm",
        1993,
        "IEEE International Conference on Neural Networks, 586-591",
    ),
    Work(
        "igel2000",
        "Christian Igel and Michael Hüsken",
        "Improving the Rprop learning algorithm",
        2000,
        "ICSC Symposium on Neural Computation, 115-121",
    ),
    Work(
        "duchi2011",
        "John Duchi, Elad Hazan and Yoram Singer",
        "Adaptive subgradient methods for online learning and stochastic optimization",
        2011,
        "Journal of Machine Learning Research 12, 2121-2159",
    ),
    Work(
        "zeiler2012",
        "Matthew D. Zeiler",
        "ADADELTA: an adaptive learning rate method",
        2012,
        "arXiv 1212.5701v1",
    ),
    Work(
        "tieleman2012",
        "Tijmen Tieleman and Geoffrey Hinton",
        "Lecture 6.5: rmsprop, divide the gradient by a running average of its recent magnitude",
        2012,
        "Coursera, Neural networks for machine learning, slides of lecture 6e",
    ),
    Work(
        "sutskever2013",
        "Ilya Sutskever, James Martens, George Dahl and Geoffrey Hinton",
        "On the importance of initialization and momentum in deep learning",
        2013,
        "International Conference on Machine Learning, PMLR 28(3), 1139-1147",
    ),
    Work(
        "bengio2013",
        "Yoshua Bengio, Nicolas Boulanger-Lewandowski and Razvan Pascanu",
        "Advances in optimizing recurrent networks",
        2013,
        "ICASSP, arXiv 1212.0901",
    ),
    Work(
        "mcmahan2013",
        "H. Brendan McMahan and others",
        "Ad click prediction: a view from the trenches",
        2013,
        "ACM SIGKDD International Conference on Knowledge Discovery and Data Mining, 1222-1230",
    ),
    Work(
        "graves2013",
        "Alex Graves",
        "Generating sequences with recurrent neural networks",
        2013,
        "arXiv 1308.0850v5",
    ),
    Work(
        "kingma2015",
        "Diederik P. Kingma and Jimmy Ba",
        "Adam: a method for stochastic optimization",
        2015,
        "International Conference on Learning Representations, arXiv 1412.6980v9",
    ),
    Work(
        "dozat2015",
        "Timothy Dozat",
        "Incorporating Nesterov momentum into Adam",
        2015,
        "Stanford CS229, project report 054",
    ),
    Work(
        "dozat2016",
        "Timothy Dozat",
        "Incorporating Nesterov momentum into Adam",
        2016,
        "ICLR workshop track, OpenReview OM0jvwB8jIp57ZJjtNEZ",
    ),
    Work(
        "reddi2018",
        "Sashank J. Reddi, Satyen Kale and Sanjiv Kumar",
        "On the convergence of Adam and beyond",
        2018,
        "International Conference on Learning Representations",
    ),
    Work(
        "bernstein2018",
        "Jeremy Bernstein, Yu-Xiang Wang, Kamyar Azizzadenesheli and Anima Anandkumar",
        "signSGD: compressed optimisation for non-convex problems",
        2018,
        "International Conference on Machine Learning, PMLR 80, 560-569",
    ),
    Work(
        "zaheer2018",
        "Manzil Zaheer, Sashank J. Reddi, Devendra Sachan, Satyen Kale and Sanjiv Kumar",
        "Adaptive methods for nonconvex optimization",
        2018,
        "Advances in Neural Information Processing Systems 31, 9793-9803",
    ),
    Work(
        "ma2019",
        "Jerry Ma and Denis Yarats",
        "Quasi-hyperbolic momentum and Adam for deep learning",
        2019,
        "International Conference on Learning Representations, arXiv 1810.06801",
    ),
    Work(
        "loshchilov2019",
        "Ilya Loshchilov and Frank Hutter",
        "Decoupled weight decay regularization",
        2019,
        "International Conference on Learning Representations, arXiv 1711.05101",
    ),
    Work(
        "xie2022",
        "Xingyu Xie, Pan Zhou, Huan Li, Zhouchen Lin and Shuicheng Yan",
        "Adan: adaptive Nesterov momentum algorithm for faster optimizing deep models",
        2022,
        "arXiv 2208.06677; program: github.com/sail-sg/Adan",
    ),
    Work(
        "ginsburg2019",
        "Boris Ginsburg and others",
        "Stochastic gradient methods with layer-wise adaptive moments for training of deep networks",
        2019,
        "arXiv 1905.11286",
    ),
    Work(
        "liu2020",
        "Liyuan Liu and others",
        "On the variance of the adaptive learning rate and beyond",
        2020,
        "International Conference on Learning Representations, arXiv 1908.03265",
    ),
    Work(
        "zhuang2020",
        "Juntang Zhuang and others",
        "AdaBelief optimizer: adapting stepsizes by the belief in observed gradients",
        2020,
        "Advances in Neural Information Processing Systems 33, arXiv 2010.07468",
    ),
    Work(
        "pagliardini2024",
        "Matteo Pagliardini, Pierre Ablin and David Grangier",
        "The AdEMAMix optimizer: better, faster, older",
        2024,
        "arXiv 2409.03137",
    ),
    Work(
        "defazio2024",
        "Aaron Defazio and others",
        "The road less scheduled",
        2024,
        "Advances in Neural Information Processing Systems 37, arXiv 2405.15682",
    ),
    Work(
        "chen2023",
        "Xiangning Chen and others",
        "Symbolic discovery of optimization algorithms",
        2023,
        "arXiv 2302.06675",
    ),
)

TEXTBOOKS = (
    Work(
        "goodfellow2016",
        "Ian Goodfellow, Yoshua Bengio and Aaron Courville",
        "Deep learning",
        2016,
        "MIT Press, chapter 8",
    ),
    Work(
        "ruder2016",
        "Sebastian Ruder",
        "An overview of gradient descent optimization algorithms",
        2016,
        "arXiv 1609.04747",
    ),
    Work(
        "zhang2023",
        "Aston Zhang, Zachary C. Lipton, Mu Li and Alexander J. Smola",
        "Dive into deep learning",
        2023,
        "Cambridge University Press, chapter 12",
    ),
)

FRAMEWORKS = (
    Work("keras", "the Keras authors", "Keras", None, "release 3.15.1, keras/src/optimizers"),
    Work("pytorch", "the PyTorch authors", "PyTorch", None, "release 2.13.0, torch/optim"),
    Work("optax", "the Optax authors", "Optax", None, "release 0.2.8, optax"),
)

PROGRAMS = (
    Work("qhoptim", "Jerry Ma and Denis Yarats", "qhoptim", None, "github.com/facebookresearch/qhoptim"),
    Work(
        "defazio-program",
        "Aaron Defazio and others",
        "schedule_free",
        None,
        "github.com/facebookresearch/schedule_free",
    ),
    Work("chainer", "the Chainer authors", "Chainer", None, "github.com/chainer/chainer, chainer/optimizers"),
    Work("lasagne", "the Lasagne authors", "Lasagne", None, "github.com/Lasagne/Lasagne, lasagne/updates.py"),
    Work(
        "cs231n",
        "",
        "CS231n, neural networks part 3: learning and evaluation",
        None,
        "course notes, cs231n.github.io",
    ),
    Work("keras2", "the Keras authors", "Keras", None, "github.com/keras-team/keras, version 2.3"),
    Work(
        "tensorflow1",
        "the TensorFlow authors",
        "TensorFlow",
        None,
        "github.com/tensorflow/tensorflow",
    ),
    Work(
        "timm", "Ross Wightman", "PyTorch image models", None, "github.com/huggingface/pytorch-image-models"
    ),
    Work("jax", "the JAX authors", "JAX", None, "release 0.10.2, jax/example_libraries"),
    Work("encog", "Jeff Heaton", "Encog", None, "github.com/jeffheaton/encog-java-core"),
    Work("liu-program", "Liyuan Liu", "RAdam", None, "github.com/LiyuanLucasLiu/RAdam"),
    Work(
        "zhuang-program", "Juntang Zhuang", "AdaBelief", None, "github.com/juntang-zhuang/Adabelief-Optimizer"
    ),
    Work("ng2017", "Andrew Ng", "Improving Deep Neural Networks", 2017, "the course, week 2"),
    Work("tf-addons", "the TensorFlow authors", "TensorFlow Addons", None, "github.com/tensorflow/addons"),
)

DOCUMENTS = (
    Work(
        "keras3-article",
        "",
        "The Math Behind Keras 3 Optimizers: Deep Understanding and Application",
        None,
        "an article in Markdown",
    ),
    Work("kerasy", "", "Optimizers", None, "the documentation of Kerasy"),
    Work(
        "cifar-slides",
        "Vignesh Murali, Ziqing Lu and Ritvik Reddy",
        "Neural Network Optimizers on Keras",
        None,
        "slides",
    ),
    Work(
        "keras-notebook",
        "",
        "The optimization algorithms available in Keras (a notebook without a title)",
        None,
        "one line of text; places are characters from its start",
    ),
    Work("dl-optimizers", "", "Deep Learning Optimizers", None, "an article"),
)

WORKS: tuple[Work, ...] = (*ARTICLES, *TEXTBOOKS, *FRAMEWORKS, *PROGRAMS, *DOCUMENTS)
